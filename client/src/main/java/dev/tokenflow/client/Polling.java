package dev.tokenflow.client;

import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@link HintMode#POLL}: asks for all addresses at once, again and again. */
final class Polling implements Asking {
    private final HintClientConfig config;
    private final WatchedAddresses addresses;
    private final HintServerConnection server;
    private final Backoff backoff = new Backoff();
    private CompletableFuture<Void> round = CompletableFuture.completedFuture(null);
    private boolean running;
    /** Counts the rounds that were begun: a planned round is dropped when another one began before it. */
    private long rounds;

    Polling(HintClientConfig config, WatchedAddresses addresses, HintServerConnection server) {
        this.config = config;
        this.addresses = addresses;
        this.server = server;
    }

    @Override
    public void addressesChanged() {
        if (round.isDone() && (!running || server.isConnected())) {
            running = true;
            ask();
        }
    }

    @Override
    public void tick() {}

    @Override
    public void stop() {
        round.cancel(true);
    }

    private void ask() {
        rounds++;
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (List<WatchedAddress> batch : Batches.of(addresses.snapshot())) {
            answers.add(server.http()
                    .sendAsync(
                            server.get("/v1/hints?" + Batches.query(batch), config.requestTimeout())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .thenAccept(answer -> receive(batch, answer)));
        }
        if (answers.isEmpty()) {
            running = false;
            return;
        }
        round = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        var unused = round.whenComplete((nothing, failure) -> server.run(() -> roundEnded(failure)));
    }

    private void roundEnded(@Nullable Throwable failure) {
        long pauseMs;
        if (failure == null) {
            server.succeeded();
            backoff.succeeded();
            pauseMs = config.pollInterval().toMillis();
        } else {
            server.failed(failure);
            pauseMs = backoff.failed();
        }
        long planned = rounds;
        server.runAfter(pauseMs, () -> {
            if (rounds == planned) {
                ask();
            }
        });
    }

    private void receive(List<WatchedAddress> batch, HttpResponse<String> answer) {
        try {
            if (answer.statusCode() != 200) {
                throw new BadAnswerException("status " + answer.statusCode());
            }
            if (!(JsonReader.read(answer.body()) instanceof List<?> hints) || hints.size() != batch.size()) {
                throw new BadAnswerException("not one hint for each address asked for");
            }
            for (int i = 0; i < batch.size(); i++) {
                if (!(hints.get(i) instanceof Map<?, ?> hint)) {
                    throw new BadAnswerException("a hint should be an object");
                }
                addresses.receive(batch.get(i), HintCodec.decode(hint), null);
            }
        } catch (JsonException | BadAnswerException e) {
            throw new CompletionException(e);
        }
    }
}
