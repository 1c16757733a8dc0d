package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.Gateway;
import dev.tokenflow.gateway.route.UpstreamConfig;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that refuse, that send without an end, or faster than anybody reads. */
class HardEnginesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path logs;

    private ReplayEngine engine;

    @BeforeEach
    void start() throws Exception {
        Installed.require("curl");
        engine = new ReplayEngine();
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void aRefusalReachesTheReaderAsItIs() throws Exception {
        Gateway gateway = Gateways.start(engine.uri());
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"status@429\",\"stream\":true}", "--include")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received())
                    .startsWith("HTTP/1.1 429 ")
                    .containsIgnoringCase("retry-after: 7")
                    .containsIgnoringCase("x-ratelimit-remaining: 0")
                    .endsWith("{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":429}}");
        } finally {
            gateway.close();
        }
    }

    /** Nothing had been said to the reader before, however long the engine thought and whatever fills silence. */
    @Test
    void aRefusalAfterTwoSecondsIsStillOne() throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--keep-alive=100ms");
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"status@429-2000\",\"stream\":true}", "--include")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received())
                    .startsWith("HTTP/1.1 429 ")
                    .containsIgnoringCase("retry-after: 7")
                    .endsWith("\"type\":\"rate_limit_error\",\"code\":429}}");
        } finally {
            gateway.close();
        }
    }

    @Test
    void aStreamOfKnownLengthIsSentWithoutIt() throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=4");
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"english@length\",\"stream\":true}", "--include")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received()).doesNotContainIgnoringCase("content-length:");
            assertThat(Answer.of(curl.received()).text("content")).isEqualTo(Texts.ENGLISH);
        } finally {
            gateway.close();
        }
    }

    /** By RFC 9112, section 6.3, the chunks count, and the length has to be removed. */
    @Test
    void ofALengthAndChunksTheChunksCount() throws Exception {
        Gateway gateway = Gateways.start(engine.uri());
        try (CurlStream curl = new CurlStream(
                Gateways.uri(gateway), "{\"model\":\"english@length-and-chunks\",\"stream\":true}", "--include")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received()).startsWith("HTTP/1.1 200 ").doesNotContainIgnoringCase("content-length:");
            assertThat(Answer.of(curl.received()).text("content")).isEqualTo(Texts.ENGLISH);
        } finally {
            gateway.close();
        }
    }

    /** The gateway has 64 MiB of heap. */
    @Test
    void anEventOf256MebibytesPassesInLittleMemory() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(logs, engine.uri());
                CurlStream curl = new CurlStream(
                        gateway.uri(),
                        "{\"model\":\"endless@256\",\"stream\":true}",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{size_download}")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received()).isEqualTo(Long.toString(256 * MEBIBYTE + "data: ".length()));
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    /** The kernel's buffers hold a few MiB on either side; what else waits is bounded by the gateway. */
    @Test
    void anEngineIsNotReadForAReaderThatReadsNothingWhoIsLetGo() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(logs, engine.uri(), "--stall-timeout=3s");
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), gateway.uri().getPort())) {
            String body = "{\"model\":\"endless@200\",\"stream\":true}";
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            await("the engine has begun").atMost(PATIENCE).until(() -> engine.sent() > 0);
            long memoryBefore = gateway.mostMemory();
            await("the engine's connection is closed").atMost(PATIENCE).until(() -> engine.connections() == 0);
            assertThat(engine.sent()).as("bytes that the gateway took").isLessThan(50 * MEBIBYTE);
            assertThat(engine.completed()).isZero();
            assertThat(gateway.mostMemory() - memoryBefore)
                    .as("memory for a stream of 200 MiB")
                    .isLessThan(50 * MEBIBYTE);
            try (CurlStream curl = new CurlStream(gateway.uri(), "{\"model\":\"english@whole\",\"stream\":true}")) {
                assertThat(curl.ended()).as("others are served").isZero();
            }
        }
    }

    @Test
    void anAnswerIsMadeToItsEndWhereTheRouteSaysSo() throws Exception {
        UpstreamConfig asks = UpstreamConfig.of(engine.uri());
        Gateway gateway = Gateways.start(
                new UpstreamConfig(asks.name(), asks.url(), List.of(), List.of(), "", true), "--min-deltas=1");
        try (CurlStream curl = new CurlStream(Gateways.uri(gateway), "{\"model\":\"english@steps\",\"stream\":true}")) {
            engine.allow(3);
            await().atMost(PATIENCE).until(() -> curl.events() == 3);
            curl.kill();
            await("the gateway knows").atMost(PATIENCE).until(() -> gateway.openStreams() == 0);
            engine.allow(1_000);
            await("the engine writes its answer to the end").atMost(PATIENCE).until(() -> engine.completed() == 1);
        } finally {
            gateway.close();
        }
    }
}
