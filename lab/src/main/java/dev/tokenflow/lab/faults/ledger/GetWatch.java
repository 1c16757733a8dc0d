package dev.tokenflow.lab.faults.ledger;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks a hint server for the hints of clients all the time, as a sender does, and keeps what it answers. The clock here
 * is the broker's, since both are on one machine.
 */
public final class GetWatch implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final long BETWEEN_MS = 5;
    private static final int OK = 200;

    private final String server;
    private final List<String> clients;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Answer> answers = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * One answer.
     *
     * @param askedMs when it was asked for, ms since 1970
     * @param client for whom
     * @param hint what came
     */
    public record Answer(long askedMs, String client, Hint hint) {
        /** How old the hint was when it was asked for, ms. */
        public long ageMs() {
            return askedMs - hint.issuedAtMs();
        }

        @Override
        public String toString() {
            return hint.kafkaKey() + " of " + hint.issuedAtMs() + ", " + ageMs() + " ms old, for " + client;
        }

        /** Whether it is of the client itself. */
        public boolean isOwn() {
            return hint.scope() == Scope.CLIENT;
        }
    }

    /**
     * Begins to ask.
     *
     * @param server such as {@code http://127.0.0.1:8080}
     * @param clients addresses, asked for in turn
     */
    public GetWatch(String server, List<String> clients) {
        this.server = server;
        this.clients = List.copyOf(clients);
        thread = Thread.ofPlatform().daemon().name("faults-get").start(this::run);
    }

    /** What came so far, oldest first. */
    public List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    /**
     * Answers whose hint was older than its life allows.
     *
     * @param tape tells how long a hint may live, by its key, epoch and number
     * @param toleranceMs what the clocks of broker and hint server may differ in counting
     */
    public List<Answer> tooOld(HintTape tape, long toleranceMs) {
        Map<String, Long> lives = new HashMap<>();
        tape.all()
                .forEach(written ->
                        lives.put(name(written.hint()), written.hint().ttlMs()));
        return answers().stream()
                .filter(answer -> answer.hint().scope() != Scope.NONE)
                .filter(answer -> answer.ageMs() > lives.getOrDefault(name(answer.hint()), 0L) + toleranceMs)
                .toList();
    }

    /** Time, ms, until the first client was served a hint of its own that was issued after this; NaN when none was. */
    public double backMs(long afterMs) {
        return answers().stream()
                .filter(answer -> answer.isOwn() && answer.hint().issuedAtMs() > afterMs)
                .mapToDouble(answer -> answer.askedMs() - afterMs)
                .min()
                .orElse(Double.NaN);
    }

    /**
     * The longest time, ms, after this one in which no newer hint of a client's own was served, whoever the client was.
     */
    public double gapMs(long afterMs) {
        long newestMs = afterMs;
        long servedMs = afterMs;
        double gapMs = 0;
        for (Answer answer : answers()) {
            if (answer.askedMs() > afterMs && answer.isOwn() && answer.hint().issuedAtMs() > newestMs) {
                gapMs = Math.max(gapMs, answer.askedMs() - servedMs);
                newestMs = answer.hint().issuedAtMs();
                servedMs = answer.askedMs();
            }
        }
        return gapMs;
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }

    private void run() {
        try {
            for (int i = 0; !stopping; i = (i + 1) % clients.size()) {
                ask(clients.get(i));
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void ask(String client) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/v1/hints/" + client))
                .timeout(ANSWER_TIMEOUT)
                .build();
        long askedMs = System.currentTimeMillis();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == OK) {
                Answer answer = new Answer(askedMs, client, HintCodec.decode(response.body()));
                synchronized (answers) {
                    answers.add(answer);
                }
            }
        } catch (IOException | JsonException e) {
            // no answer, no advice
        }
    }

    private static String name(Hint hint) {
        return hint.kafkaKey() + ' ' + hint.epoch() + ' ' + hint.seq();
    }
}
