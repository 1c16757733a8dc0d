package dev.tokenflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token streams through a real gateway: bytes, compression, merging, ends. */
@Timeout(60)
class TokenStreamTest {
    private static final String DONE = "data: [DONE]\n\n";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void withoutHintAndCompressionEveryByteStays(long seed) throws Exception {
        StringBuilder stream = new StringBuilder("data: " + role() + "\n\n: ping\n\n");
        for (int i = 0; i < 40; i++) {
            stream.append(delta("tök😀n" + i)).append(i % 7 == 0 ? "event: x\r\ndata:1\r\n\r\n" : "");
        }
        String whole = stream.append(DONE).append("data: unfinished").toString();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD);
                    for (int at = 0; at < bytes.length; ) {
                        int length = Math.min(bytes.length - at, 1 + random.nextInt(seed == 1 ? 3 : 900));
                        byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
                        wire.send(Integer.toHexString(length) + "\r\n")
                                .send(piece)
                                .send("\r\n");
                        at += length;
                    }
                    wire.lastChunk();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            String head = reader.ask("Accept-Encoding: identity\r\n").head();
            assertThat(reader.chunked()).isEqualTo(whole);
            assertThat(head)
                    .contains("X-Accel-Buffering: no")
                    .contains("cache-control: no-cache, no-transform")
                    .contains("vary: accept-encoding")
                    .doesNotContain("content-encoding");
        }
    }

    @Test
    void compressedEventsCanBeReadOneByOne() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    assertThat(asked.header("accept-encoding")).isEqualTo("identity");
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("one"));
                    seen.await();
                    wire.chunk(delta("two")).chunk(DONE).lastChunk();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            assertThat(reader.ask("Accept-Encoding: br;q=1, gzip;q=0.8\r\n").head())
                    .contains("content-encoding: gzip");
            PipedOutputStream wire = new PipedOutputStream();
            PipedInputStream piped = new PipedInputStream(wire, 1 << 16);
            wire.write(reader.oneChunk());
            wire.flush();
            byte[] first = new byte[delta("one").length()];
            GZIPInputStream unzipped = new GZIPInputStream(piped);
            assertThat(unzipped.readNBytes(first, 0, first.length)).isEqualTo(first.length);
            assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(delta("one"));
            seen.countDown();
            wire.write(reader.chunkedBytes());
            wire.close();
            assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(delta("two") + DONE);
        }
    }

    @Test
    void encodedStreamsAndThoseThatForbidChangesPassAsTheyAre() throws Exception {
        for (String header : new String[] {"Content-Encoding: br", "Cache-Control: no-transform"}) {
            try (ScriptedEngine engine = new ScriptedEngine(
                            (asked, wire) -> wire.send("HTTP/1.1 200 OK\r\nContent-Type: " + "text/event-stream\r\n"
                                            + header + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                                    .chunk("whatever")
                                    .lastChunk());
                    TestGateway gateway = TestGateway.before(engine);
                    RawReader reader = new RawReader(gateway.port())) {
                String head = reader.ask("Accept-Encoding: gzip\r\n").head();
                assertThat(head).contains(header).doesNotContain("gzip").doesNotContain("vary");
                assertThat(reader.chunked()).isEqualTo("whatever");
            }
        }
    }

    @Test
    void deltasAreMergedUpToTheFloorAndNothingIsLost() throws Exception {
        StringBuilder stream = new StringBuilder(delta(""));
        for (int i = 0; i < 9; i++) {
            stream.append(delta("w" + i));
        }
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(ScriptedEngine.STREAM_HEAD)
                        .chunk(stream.toString())
                        .chunk(finish())
                        .chunk(DONE)
                        .lastChunk());
                TestGateway gateway = TestGateway.before(engine, "--min-deltas=100");
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            assertThat(reader.chunked()).isEqualTo(delta("") + delta("w0w1w2w3w4w5w6w7w8") + finish() + DONE);
        }
    }

    @Test
    void brokenAnswerEndsWithTheProtocolsOwnErrorAndNoDone() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("a")).send("40\r\ndata: {\"half");
                    wire.reset();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            String body = reader.chunked();
            assertThat(body)
                    .isEqualTo(delta("a")
                            + "data: {\"error\":{\"message\":\"The engine's answer broke "
                            + "off.\",\"type\":\"upstream_error\","
                            + "\"param\":null,\"code\":\"stream_broken\"}}\n\n");
            assertThat(gateway.metric("tokenflow_gateway_upstream_failures_total{kind=\"upstream_broken_off\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatBreaksOffAfterItsEndIsComplete() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("a")).chunk(DONE);
                    wire.reset();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            assertThat(reader.chunked()).isEqualTo(delta("a") + DONE);
        }
    }

    @Test
    void streamOfNoKnownProtocolThatBreaksOffBreaksOffForItsReader() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk("data: 1\n\n");
                    wire.reset();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.post("/events", "", "").head();
            assertThat(reader.oneChunk()).asString().isEqualTo("data: 1\n\n");
            assertThat(reader.in().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before the first byte", "in mid-stream", "not streaming"})
    void readerThatLeavesIsNoticedByTheEngineAtOnce(String when) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    if (when.equals("in mid-stream")) {
                        wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("a"));
                    }
                    wire.awaitClose();
                });
                TestGateway gateway = TestGateway.before(engine)) {
            try (RawReader reader = new RawReader(gateway.port())) {
                reader.ask("");
                engine.asked();
                if (when.equals("in mid-stream")) {
                    reader.head();
                    reader.oneChunk();
                }
            }
            long left = System.nanoTime();
            engine.ended();
            assertThat(System.nanoTime() - left)
                    .isLessThan(Duration.ofSeconds(5).toNanos());
            await().untilAsserted(() -> assertThat(gateway.metric("tokenflow_gateway_aborted_upstreams_total"))
                    .isEqualTo(1));
            assertThat(gateway.gateway().openStreams()).isZero();
        }
    }

    @Test
    void engineThatFallsSilentIsGivenUp() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    if (asked.body().contains("first")) {
                        wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("a"));
                    }
                    wire.awaitClose();
                });
                TestGateway gateway = TestGateway.before(engine, "--upstream-timeout=300ms");
                RawReader one = new RawReader(gateway.port());
                RawReader two = new RawReader(gateway.port())) {
            one.post("/v1/chat/completions", "", "{\"first\":1}").head();
            assertThat(one.chunked()).contains("The engine was silent for too long.");
            assertThat(two.ask("").answer()).startsWith("HTTP/1.1 504 ").contains("upstream_silent");
        }
    }

    @Test
    void silenceIsFilledWithTheProtocolsOwnCommentsWhereAsked() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("a"));
                    wire.awaitClose();
                });
                TestGateway gateway = TestGateway.before(engine, "--keep-alive=50ms");
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            assertThat(reader.oneChunk()).asString().isEqualTo(delta("a"));
            assertThat(reader.oneChunk()).asString().isEqualTo(": keep-alive\n\n");
            assertThat(reader.oneChunk()).asString().isEqualTo(": keep-alive\n\n");
        }
    }

    @Test
    void whatWaitsForASlowReaderIsBoundedMergedAndComplete() throws Exception {
        int deltas = 200_000;
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD);
                    String event = delta("0123456789");
                    String many = event.repeat(100);
                    for (int i = 0; i < deltas / 100; i++) {
                        wire.chunk(many);
                    }
                    wire.chunk(DONE).lastChunk();
                });
                TestGateway gateway = TestGateway.before(engine, "--max-pending=64k");
                RawReader reader = new RawReader(gateway.port(), 8 << 10)) {
            reader.ask("").head();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.metric("tokenflow_gateway_held_bytes") > 32 << 10);
            assertThat(gateway.metric("tokenflow_gateway_held_bytes")).isLessThan(256 << 10);
            assertThat(engine.wasAsked()).isTrue();
            String body = reader.chunked();
            assertThat(body).endsWith(DONE);
            assertThat(text(body)).isEqualTo("0123456789".repeat(deltas));
            assertThat(body.length()).isLessThan(delta("0123456789").length() * deltas);
        }
    }

    @Test
    void anEventWithoutEndPassesWithinBounds() throws Exception {
        int mebibytes = 64;
        String part = "x".repeat(1 << 20);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD);
                    for (int i = 0; i < mebibytes; i++) {
                        wire.chunk(part);
                    }
                    wire.chunk("\n\n" + DONE).lastChunk();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("Accept-Encoding: gzip\r\n").head();
            GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(reader.chunkedBytes()));
            assertThat(body.readAllBytes().length).isEqualTo((mebibytes << 20) + 2 + DONE.length());
        }
    }

    @Test
    void readerThatTakesNothingIsLetGo() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD);
                    String event = "data: " + "x".repeat(5000) + "\n\n";
                    while (true) {
                        wire.chunk(event);
                    }
                });
                TestGateway gateway = TestGateway.before(engine, "--stall-timeout=500ms");
                RawReader reader = new RawReader(gateway.port(), 4 << 10)) {
            reader.ask("").head();
            engine.ended();
            await().untilAsserted(() -> assertThat(gateway.metric("tokenflow_gateway_stalled_readers_total"))
                    .isEqualTo(1));
        }
    }

    private static String role() {
        return "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,"
                + "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";
    }

    private static String delta(String text) {
        return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static String finish() {
        return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    }

    private static String text(String body) {
        StringBuilder text = new StringBuilder();
        for (String event : body.split("\n\n")) {
            int at = event.indexOf("\"content\":\"");
            if (at >= 0) {
                text.append(event, at + 11, event.indexOf('"', at + 11));
            }
        }
        return text.toString();
    }
}
