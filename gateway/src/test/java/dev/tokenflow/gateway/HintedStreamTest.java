package dev.tokenflow.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints change how a stream is sent, and a hint server that dies holds nobody up. */
@Timeout(60)
class HintedStreamTest {
    @Test
    void deltasWaitForEachOtherWhileTheHintSaysSo() throws Exception {
        Hint slow = Hint.of(Scope.CLIENT, "127.0.0.1")
                .clientBytesPerSecond(2_000)
                .holdMs(900)
                .tokensPerChunk(40)
                .tokensPerSecond(50)
                .state(PathCondition.CONGESTED)
                .epoch(1)
                .seq(1)
                .ttlMs(60_000)
                .build();
        CountDownLatch hinted = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedEngine hints = hintServer(slow);
                ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("first"));
                    hinted.await();
                    for (int i = 0; i < 100; i++) {
                        wire.chunk(delta("x"));
                    }
                    seen.await();
                    wire.chunk("data: [DONE]\n\n").lastChunk();
                });
                TestGateway gateway =
                        TestGateway.before(engine, "--hints=" + hints.uri(), "--hint-mode=poll", "--compress=none");
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            assertThat(reader.oneChunk()).asString().isEqualTo(delta("first"));
            hints.asked();
            hints.ended(); // the first answer has been written
            hints.ended();
            hinted.countDown();
            // Nothing follows that would flush them: only the hint's time lets the first of them go.
            String body = new String(reader.oneChunk(), UTF_8);
            seen.countDown();
            body += reader.chunked();
            assertThat(body).endsWith("data: [DONE]\n\n");
            int events = body.split("\n\n").length - 1;
            assertThat(events).as("events of 100 deltas").isBetween(1, 30);
            assertThat(gateway.metric("tokenflow_gateway_waiting_seconds_total{for=\"hint\""))
                    .isPositive();
        }
    }

    @Test
    void theEndOfAHintLetsWhatWaitsGo() throws Exception {
        Hint strict = Hint.of(Scope.CLIENT, "127.0.0.1")
                .clientBytesPerSecond(1)
                .holdMs(60_000)
                .tokensPerChunk(1024)
                .tokensPerSecond(1)
                .state(PathCondition.CONGESTED)
                .epoch(1)
                .seq(1)
                .ttlMs(2_000)
                .build();
        CountDownLatch hinted = new CountDownLatch(1);
        try (ScriptedEngine hints = hintServer(strict);
                ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk(delta("first"));
                    hinted.await();
                    wire.chunk(delta("second"));
                    wire.awaitClose();
                });
                TestGateway gateway = TestGateway.before(engine, "--hints=" + hints.uri(), "--hint-mode=poll");
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("").head();
            reader.oneChunk();
            hints.ended();
            hints.ended();
            hints.close();
            hinted.countDown();
            // Nothing else happens on this stream: only time can let the second event go, a second at most after it
            // came.
            assertThat(reader.oneChunk()).asString().isEqualTo(delta("second"));
            await().until(() -> gateway.gateway().openStreams() == 1);
        }
    }

    private static ScriptedEngine hintServer(Hint hint) throws Exception {
        String json = "[" + HintCodec.encode(hint) + "]";
        return new ScriptedEngine((asked, wire) -> wire.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + json.length() + "\r\n\r\n" + json));
    }

    private static String delta(String text) {
        return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
    }
}
