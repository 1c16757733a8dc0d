package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.gateway.Gateway;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** llama.cpp behind the gateway, curl before it: the same text, and no token is made for a reader that has gone. */
@Tag("kernel") // with the other tests that need more than a JDK: here npm
class RealEngineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 400;

    private static RealEngine engine;
    private static Gateway one;
    private static Gateway ten;

    @BeforeAll
    static void start() throws Exception {
        Installed.require("curl");
        engine = new RealEngine();
        one = Gateways.start(engine.uri());
        ten = Gateways.start(engine.uri(), "--min-deltas=10");
    }

    @AfterAll
    static void stop() throws Exception {
        if (one != null) {
            one.close();
        }
        if (ten != null) {
            ten.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, identity", "1, compressed", "10, identity", "10, compressed"})
    void theTextAtTemperatureZeroIsTheSame(int deltas, String encoding) throws Exception {
        Map<String, Object> wish = Map.of("tokens_per_second", 300, "max_tokens", 80);
        String direct = answer(engine.uri(), request("direct-" + deltas + encoding, wish));
        String[] options = encoding.equals("compressed") ? new String[] {"--compressed"} : new String[0];
        String carried = answer(uri(deltas), request("carried-" + deltas + encoding, wish), options);
        assertThat(direct).endsWith("data: [DONE]\n\n");
        assertThat(Answer.of(carried)).hasToString(Answer.of(direct).toString());
        assertThat(Answer.of(direct).text("content")).hasSizeGreaterThan(20);
        if (deltas > 1) {
            assertThat(Answer.of(carried).events()).isLessThan(Answer.of(direct).events() / 2);
        }
    }

    /** The small vocabulary has no such characters, so each is two to four tokens, which are one byte each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void charactersThatTheTokenizerCutsIntoBytesAreWhole(int deltas) throws Exception {
        String text = Texts.EMOJI + " " + Texts.JAPANESE;
        String id = "cut-" + deltas;
        String carried = answer(uri(deltas), request(id, Map.of("say", text)), "--compressed");
        assertThat(Answer.of(carried).text("content")).isEqualTo(text);
        assertThat(engine.awaits("finished", id).path("held").asInt())
                .as("tokens that were no whole character")
                .isGreaterThan(100);
    }

    @Test
    void anAnswerThatIsNotStreamedIsTheSame() throws Exception {
        Map<String, Object> wish = Map.of("stream", false, "max_tokens", 30);
        String direct = answer(engine.uri(), request("whole-direct", wish));
        assertThat(direct).contains("\"object\":\"chat.completion\"");
        assertThat(answer(uri(10), request("whole-carried", wish))).isEqualTo(direct);
    }

    @Test
    void aReaderThatIsKilledInMidStreamStopsTheEngine() throws Exception {
        String request = request("mid-stream", Map.of("tokens_per_second", 20, "max_tokens", MANY));
        try (CurlStream curl = new CurlStream(uri(1), request)) {
            await().atMost(PATIENCE).until(() -> curl.events() > 3);
            curl.kill();
            stopsEarly("mid-stream");
        }
    }

    @Test
    void aReaderThatIsKilledWhileItsTokensAreHeldStopsTheEngine() throws Exception {
        String request = request("held", Map.of("tokens_per_second", 4, "max_tokens", MANY));
        try (CurlStream curl = new CurlStream(uri(10), request)) {
            engine.awaits("three tokens", "held");
            curl.kill();
            stopsEarly("held");
        }
    }

    @Test
    void aReaderThatIsKilledBeforeTheFirstByteStopsTheEngine() throws Exception {
        try (CurlStream curl = new CurlStream(uri(1), request("prefill", Map.of("prefill_ms", 3_600_000)))) {
            engine.awaits("begin", "prefill");
            curl.kill();
            assertThat(engine.awaits("aborted", "prefill").path("tokens").asInt())
                    .isZero();
        }
    }

    @Test
    void aReaderThatIsKilledStopsAnAnswerThatIsNotStreamed() throws Exception {
        String request = request("silent", Map.of("stream", false, "tokens_per_second", 20, "max_tokens", MANY));
        try (CurlStream curl = new CurlStream(uri(1), request)) {
            engine.awaits("three tokens", "silent");
            curl.kill();
            stopsEarly("silent");
        }
    }

    @Test
    void anEngineThatIsKilledLeavesItsTextAndAnError() throws Exception {
        try (RealEngine victim = new RealEngine()) {
            Gateway gateway = Gateways.start(victim.uri(), "--min-deltas=4");
            String request = request("victim", Map.of("tokens_per_second", 20, "max_tokens", MANY));
            try (CurlStream curl = new CurlStream(Gateways.uri(gateway), request, "--compressed")) {
                await().atMost(PATIENCE).until(() -> curl.events() > 3);
                victim.kill();
                assertThat(curl.ended()).isZero();
                Answer answer = Answer.of(curl.received());
                assertThat(answer.text("content")).isNotEmpty();
                assertThat(answer.has("error")).isTrue();
                assertThat(answer.has("[DONE]")).isFalse();
            } finally {
                gateway.close();
            }
        }
    }

    private static void stopsEarly(String id) {
        assertThat(engine.awaits("aborted", id).path("tokens").asInt()).isLessThan(MANY);
        assertThat(engine.said("finished", id)).isEmpty();
    }

    private static URI uri(int deltas) {
        return Gateways.uri(deltas == 1 ? one : ten);
    }

    private static String request(String id, Map<String, Object> wish) throws Exception {
        Map<String, Object> request = new TreeMap<>(
                Map.of("id", id, "model", "llama", "stream", true, "temperature", 0, "messages", new Object[] {
                    Map.of("role", "user", "content", "Once upon a time")
                }));
        request.putAll(wish);
        return JSON.writeValueAsString(request);
    }

    private static String answer(URI base, String request, String... options) throws Exception {
        try (CurlStream curl = new CurlStream(base, request, options)) {
            assertThat(curl.ended()).isZero();
            return curl.received();
        }
    }
}
