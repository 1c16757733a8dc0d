package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.json.JsonException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@link HintMode#LONG_POLL}: keeps one waiting request for each address. */
final class LongPolling implements Asking {
    private static final long SHORTEST_WAIT_MS = 50;

    private final HintClientConfig config;
    private final WatchedAddresses addresses;
    private final HintServerConnection server;
    private final Map<IpAddress, Poll> polls = new HashMap<>();

    LongPolling(HintClientConfig config, WatchedAddresses addresses, HintServerConnection server) {
        this.config = config;
        this.addresses = addresses;
        this.server = server;
    }

    @Override
    public void addressesChanged() {
        for (WatchedAddress address : addresses.snapshot()) {
            polls.computeIfAbsent(address.address(), unused -> new Poll(address))
                    .begin();
        }
    }

    @Override
    public void tick() {}

    @Override
    public void stop() {
        polls.values().forEach(Poll::stop);
    }

    /** The requests of one address, one after the other, until it is forgotten. */
    private final class Poll {
        private final WatchedAddress address;
        private final Backoff backoff = new Backoff();
        private @Nullable CompletableFuture<Void> request;

        Poll(WatchedAddress address) {
            this.address = address;
        }

        void begin() {
            if (request == null) {
                ask();
            }
        }

        void stop() {
            if (request != null) {
                request.cancel(true);
            }
        }

        private void ask() {
            if (addresses.find(address.address()) != address) {
                polls.remove(address.address(), this);
                return;
            }
            long now = addresses.nowNanos();
            String etag = address.etag(now);
            // Asked for again after half of the remaining time, so that a hint that does not change never expires.
            long remainingMs = address.remainingMs(now);
            long mostMs = config.longPollWait().toMillis();
            long waitMs = etag == null
                    ? 0
                    : remainingMs == 0 ? mostMs : Math.min(mostMs, Math.max(SHORTEST_WAIT_MS, remainingMs / 2));
            Duration timeout = config.requestTimeout().plusMillis(waitMs);
            HttpRequest.Builder get = server.get(
                    "/v1/hints/" + address.address() + (waitMs > 0 ? "?wait=" + waitMs + "ms" : ""), timeout);
            if (etag != null) {
                get.header("If-None-Match", etag);
            }
            long sentNanos = System.nanoTime();
            request = server.http()
                    .sendAsync(get.build(), HttpResponse.BodyHandlers.ofString())
                    .thenAccept(this::receive);
            var unused =
                    request.whenComplete((nothing, failure) -> server.run(() -> ended(failure, waitMs, sentNanos)));
        }

        private void ended(@Nullable Throwable failure, long waitMs, long sentNanos) {
            long pauseMs = 0;
            if (failure != null) {
                server.failed(failure);
                pauseMs = backoff.failed();
            } else {
                server.succeeded();
                backoff.succeeded();
                // A server that does not wait, or changes in quick succession, must not make this a busy loop.
                long tookMs = (System.nanoTime() - sentNanos) / 1_000_000;
                pauseMs = Math.max(0, Math.min(waitMs, SHORTEST_WAIT_MS) - tookMs);
            }
            server.runAfter(pauseMs, this::ask);
        }

        private void receive(HttpResponse<String> answer) {
            try {
                String etag = answer.headers().firstValue("ETag").orElse(null);
                if (answer.statusCode() == 200) {
                    addresses.receive(address, HintCodec.decode(answer.body()), etag);
                } else if (answer.statusCode() == 304 && etag != null) {
                    address.renew(
                            etag,
                            answer.headers()
                                    .firstValueAsLong("TokenFlow-Ttl-Ms")
                                    .orElse(0),
                            addresses.nowNanos());
                } else {
                    throw new BadAnswerException("status " + answer.statusCode());
                }
            } catch (JsonException | BadAnswerException | NumberFormatException e) {
                throw new CompletionException(e);
            }
        }
    }
}
