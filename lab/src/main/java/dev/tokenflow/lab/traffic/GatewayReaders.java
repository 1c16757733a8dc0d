package dev.tokenflow.lab.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Readers that ask a real gateway for real answers, over and over, so that a stack has token streams on real
 * connections. All but one accept compression, as browsers do.
 */
final class GatewayReaders implements AutoCloseable {
    private static final int READERS = 6;
    private static final int ANSWER_TOKENS = 400;
    private static final int OK = 200;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 1_000;

    private final @Nullable URI answers;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder complete = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean closed;

    private GatewayReaders(@Nullable URI gateway) {
        answers = gateway == null ? null : gateway.resolve("/v1/chat/completions");
    }

    /**
     * Readers that have not started.
     *
     * @param gateway where it listens; null: there are no readers
     * @throws IllegalArgumentException when it is no address
     */
    static GatewayReaders of(@Nullable URI gateway) {
        if (gateway != null && gateway.getHost() == null) {
            throw new IllegalArgumentException(
                    "--gateway is '" + gateway + "', expected such as http://127.0.0.1:8088");
        }
        return new GatewayReaders(gateway);
    }

    void start() {
        URI from = answers;
        if (from == null) {
            return;
        }
        for (int i = 0; i < READERS; i++) {
            boolean compressed = i > 0;
            threads.add(Thread.ofPlatform().daemon().name("gateway-reader-" + i).start(() -> read(from, compressed)));
        }
    }

    /** Answers that came to their end. */
    long complete() {
        return complete.sum();
    }

    /** Answers that did not: no connection, another status than 200, or broken off. */
    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void read(URI from, boolean compressed) {
        HttpRequest.Builder request = HttpRequest.newBuilder(from)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model": "tokenflow-1", "stream": true, "max_tokens": %d,
                         "messages": [{"role": "user", "content": "Tell me of the sea."}]}
                        """.formatted(ANSWER_TOKENS)));
        if (compressed) {
            request.header("Accept-Encoding", "gzip");
        }
        HttpRequest built = request.build();
        while (!closed) {
            try {
                boolean well = readOne(built);
                (well ? complete : failed).increment();
                if (!well) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean readOne(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            boolean gzip =
                    answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
            try (InputStream body = answer.body();
                    InputStream plain = gzip ? new GZIPInputStream(body) : body) {
                plain.transferTo(OutputStream.nullOutputStream());
            }
            return answer.statusCode() == OK;
        } catch (IOException e) {
            return false; // counted; the gateway or its engine may just be starting
        }
    }
}
