package dev.tokenflow.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Streams: chunks leave at once, a slow reader bounds its sender, and both ends are told of the end. */
class ResponseStreamTest {
    private static final String REQUEST = "GET /stream HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final int CHUNK_BYTES = 1000;

    /** Writes while it may, continues when it may again: what a token server does. */
    private static final class Pump {
        private final ResponseStream stream;
        private final long chunks;
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong mostQueuedBytes = new AtomicLong();

        Pump(ResponseStream stream, long chunks) {
            this.stream = stream;
            this.chunks = chunks;
            stream.onWritable(this::run);
        }

        void run() {
            byte[] chunk = "x".repeat(CHUNK_BYTES).getBytes(StandardCharsets.US_ASCII);
            while (written.get() < chunks && stream.isWritable()) {
                stream.write(chunk);
                written.incrementAndGet();
                mostQueuedBytes.accumulateAndGet(stream.queuedBytes(), Math::max);
            }
            if (written.get() == chunks) {
                stream.end();
            }
        }
    }

    private static List<Response.Header> text() {
        return List.of(new Response.Header("Content-Type", "text/plain"));
    }

    private static HttpServer serve(ConnectionOptions options, Handler handler) throws ServerStartException {
        return HttpServer.start(
                HttpServerConfig.builder("stream", "127.0.0.1", 0)
                        .connection(options)
                        .build(),
                Router.builder().get("/stream", handler).build());
    }

    @Test
    void chunksArriveOneByOneAndTheConnectionLivesOn() throws Exception {
        CountDownLatch firstRead = new CountDownLatch(1);
        Handler handler = exchange -> {
            ResponseStream stream = exchange.startStream(200, text());
            stream.write("one".getBytes(StandardCharsets.US_ASCII));
            Thread.startVirtualThread(() -> {
                awaitLatch(firstRead);
                stream.eventLoop().execute(() -> {
                    stream.write("four".getBytes(StandardCharsets.US_ASCII));
                    stream.end();
                    stream.end();
                    stream.write("never".getBytes(StandardCharsets.US_ASCII));
                });
            });
        };
        try (HttpServer server = serve(ConnectionOptions.DEFAULT, handler);
                RawClient client = new RawClient(server.port())) {
            for (int round = 0; round < 2; round++) {
                assertThat(client.send(REQUEST).readAnswer()).contains("HTTP/1.1 200", "transfer-encoding: chunked");
                assertThat(client.readLine()).isEqualTo("3");
                assertThat(client.readLine()).isEqualTo("one");
                firstRead.countDown();
                assertThat(client.readLine()).isEqualTo("4");
                assertThat(client.readLine()).isEqualTo("four");
                assertThat(client.readLine()).isEqualTo("0");
                assertThat(client.readLine()).isEmpty();
            }
        }
    }

    @Test
    void aSlowReaderBoundsWhatWaitsAndStillGetsEverything() throws Exception {
        long chunks = 30_000;
        var pump = new java.util.concurrent.CompletableFuture<Pump>();
        Handler handler = exchange -> {
            Pump started = new Pump(exchange.startStream(200, text()), chunks);
            pump.complete(started);
            started.run();
        };
        ConnectionOptions options =
                ConnectionOptions.builder().sendBufferBytes(16 << 10).build();
        try (HttpServer server = serve(options, handler);
                RawClient client = new RawClient(server.port(), 4096)) {
            assertThat(client.send(REQUEST).readAnswer()).startsWith("HTTP/1.1 200");
            Pump running = pump.get(10, TimeUnit.SECONDS);
            await().until(() -> stands(running.written));
            assertThat(running.written.get()).isLessThan(chunks / 10);

            long bytes = 0;
            for (String line = client.readLine(); !line.equals("0"); line = client.readLine()) {
                bytes += client.readLine().length();
            }
            assertThat(bytes).isEqualTo(chunks * CHUNK_BYTES);
            assertThat(running.mostQueuedBytes.get()).isBetween(1L, (64L << 10) + 2 * CHUNK_BYTES);
        }
    }

    @Test
    void withWaterMarksOfOneNothingIsWrittenBehindWhatWaits() throws Exception {
        var pump = new java.util.concurrent.CompletableFuture<Pump>();
        Handler handler = exchange -> {
            Pump started = new Pump(exchange.startStream(200, text()), 20_000);
            pump.complete(started);
            started.run();
        };
        ConnectionOptions options = ConnectionOptions.builder()
                .sendBufferBytes(16 << 10)
                .notSentLowatBytes(1)
                .waterMarks(1, 1)
                .build();
        try (HttpServer server = serve(options, handler);
                RawClient client = new RawClient(server.port(), 4096)) {
            assertThat(client.send(REQUEST).readAnswer()).startsWith("HTTP/1.1 200");
            String all = client.send("GET /gone HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readAll();
            assertThat(all).contains("HTTP/1.1 404");
            Pump done = pump.get(10, TimeUnit.SECONDS);
            assertThat(done.written.get()).isEqualTo(20_000);
            // One chunk, its frame, and what the transport counts per entry.
            assertThat(done.mostQueuedBytes.get()).isLessThan(2 * CHUNK_BYTES);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withALowWaterMarkOfOneTheKernelHoldsNothingUnsentBehindAWindowThatIsClosed() throws Exception {
        var pump = new java.util.concurrent.CompletableFuture<Pump>();
        Handler handler = exchange -> {
            Pump started = new Pump(exchange.startStream(200, text()), 20_000);
            pump.complete(started);
            started.run();
        };
        ConnectionOptions options = ConnectionOptions.builder()
                .notSentLowatBytes(1)
                .waterMarks(1, 1)
                .build();
        try (HttpServer server = serve(options, handler);
                RawClient client = new RawClient(server.port(), 128 << 10)) {
            client.send(REQUEST);
            Pump running = pump.get(10, TimeUnit.SECONDS);
            await().until(() -> stands(running.written));
            // One chunk, its frame, and the answer's head before the first.
            assertThat(queuedInKernel(server.port())).isLessThan(2 * CHUNK_BYTES);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
            long bytes = 0;
            for (String line = client.readLine(); !line.equals("0"); line = client.readLine()) {
                bytes += client.readLine().length();
            }
            assertThat(bytes).isEqualTo(20_000L * CHUNK_BYTES);
        }
    }

    @Test
    void theHandlerIsToldWhenThePeerLeavesAndThenWritesGoNowhere() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean writable = new AtomicBoolean(true);
        Handler handler = exchange -> {
            ResponseStream stream = exchange.startStream(200, text());
            exchange.onClose(() -> {
                writable.set(stream.isWritable());
                stream.write(new byte[10]);
                stream.end();
                closed.countDown();
            });
        };
        try (HttpServer server = serve(ConnectionOptions.DEFAULT, handler)) {
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.send(REQUEST).readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(writable).isFalse();
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void http10GetsAStreamThatEndsWithTheConnection() throws Exception {
        Handler handler = exchange -> {
            ResponseStream stream = exchange.startStream(200, text());
            stream.write("all".getBytes(StandardCharsets.US_ASCII));
            stream.end();
        };
        try (HttpServer server = serve(ConnectionOptions.DEFAULT, handler);
                RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET /stream HTTP/1.0\r\n\r\n").readAll())
                    .endsWith("\r\n\r\nall")
                    .doesNotContain("chunked");
        }
    }

    /**
     * Bytes that the server's sockets hold for a peer whose window is closed: what was sent is acknowledged, so they
     * are unsent.
     */
    private static long queuedInKernel(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        long bytes = 0;
        for (String family : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", family))) {
                String[] fields = line.trim().split(" +");
                if (fields[1].endsWith(local) && fields[3].equals("01")) {
                    bytes += Long.parseLong(fields[4].substring(0, fields[4].indexOf(':')), 16);
                }
            }
        }
        return bytes;
    }

    private static boolean stands(AtomicLong counter) throws IOException {
        long before = counter.get();
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        return before > 0 && counter.get() == before;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
