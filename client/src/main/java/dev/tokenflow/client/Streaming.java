package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@link HintMode#SSE}: keeps an event stream open, several when there are many addresses, and opens all of them again
 * when an address is added.
 */
final class Streaming implements Asking {
    /** The server sends something every 5 s: after three times that without a line the connection is taken for dead. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** Addresses that are added within this time share one new stream. */
    private static final long GATHER_MS = 10;

    private final WatchedAddresses addresses;
    private final HintServerConnection server;
    private final Backoff backoff = new Backoff();
    private final List<CompletableFuture<?>> streams = new ArrayList<>();
    /** Counts how often the streams were opened; events of streams opened earlier are dropped. */
    private final AtomicLong generation = new AtomicLong();

    private volatile long lastLineNanos;
    private boolean planned;

    Streaming(WatchedAddresses addresses, HintServerConnection server) {
        this.addresses = addresses;
        this.server = server;
    }

    @Override
    public void addressesChanged() {
        plan(GATHER_MS);
    }

    @Override
    public void tick() {
        if (!streams.isEmpty() && System.nanoTime() - lastLineNanos > SILENCE_NANOS) {
            ended(generation.get(), new BadAnswerException("silence"));
        }
    }

    @Override
    public void stop() {
        generation.incrementAndGet();
        streams.forEach(stream -> stream.cancel(true));
        streams.clear();
    }

    private void plan(long delayMs) {
        if (!planned) {
            planned = true;
            server.runAfter(delayMs, this::open);
        }
    }

    private void open() {
        stop();
        planned = false;
        lastLineNanos = System.nanoTime();
        long mine = generation.get();
        for (List<WatchedAddress> batch : Batches.of(addresses.snapshot())) {
            CompletableFuture<HttpResponse<Void>> stream = server.http()
                    .sendAsync(
                            server.get("/v1/hints/stream?" + Batches.query(batch))
                                    .build(),
                            head -> head.statusCode() == 200
                                    ? HttpResponse.BodySubscribers.fromLineSubscriber(
                                            new Lines(mine), lines -> null, StandardCharsets.UTF_8, "\n")
                                    : HttpResponse.BodySubscribers.replacing(null));
            streams.add(stream);
            var unused = stream.whenComplete((answer, failure) -> server.run(() -> ended(
                    mine,
                    failure != null
                            ? failure
                            : new BadAnswerException("the stream ended with status " + answer.statusCode()))));
        }
    }

    /** A stream broke: all are opened again after a pause. */
    private void ended(long itsGeneration, Throwable failure) {
        if (itsGeneration == generation.get()) {
            stop();
            server.failed(failure);
            plan(backoff.failed());
        }
    }

    private void receive(String json) throws JsonException {
        Map<String, @Nullable Object> event = JsonReader.readObject(json);
        if (!(event.get("client") instanceof String client) || !(event.get("hint") instanceof Map<?, ?> hint)) {
            throw new JsonException("an event should have a client and a hint");
        }
        WatchedAddress address = addresses.find(IpAddress.parse(client));
        if (address != null) {
            addresses.receive(address, HintCodec.decode(hint), null);
        }
    }

    /** The lines of one stream. */
    private final class Lines implements Flow.Subscriber<String> {
        private final long mine;
        private Flow.@Nullable Subscription subscription;
        private boolean first = true;

        Lines(long mine) {
            this.mine = mine;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            subscription = granted;
            granted.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (mine != generation.get()) {
                cancel();
                return;
            }
            lastLineNanos = System.nanoTime();
            if (first) {
                first = false;
                server.run(() -> {
                    server.succeeded();
                    backoff.succeeded();
                });
            }
            if (line.startsWith("data:")) {
                try {
                    receive(line.substring("data:".length()));
                } catch (JsonException | IllegalArgumentException e) {
                    cancel();
                    server.run(() -> ended(mine, e));
                }
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        private void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
