package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.Gateway;
import dev.tokenflow.gateway.observe.GatewayMetric;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many events and bytes the gateway's own metrics show under hints of several sizes, from a real hint server. */
class HintSizesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int WORDS = 192;
    /** Role, first word, reason to finish, usage, end. */
    private static final int OTHER_EVENTS = 5;

    private static HintFeed hints;
    private static ReplayEngine engine;
    private static StreamFixture answer;

    /** What one answer added to the metrics. */
    private record Counted(double tokens, double events, double plainBytes, double wireBytes) {
        Counted minus(Counted other) {
            return new Counted(
                    tokens - other.tokens,
                    events - other.events,
                    plainBytes - other.plainBytes,
                    wireBytes - other.wireBytes);
        }

        double plainBytesOfAToken() {
            return plainBytes / tokens;
        }

        double wireBytesOfAToken() {
            return wireBytes / tokens;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Installed.require("curl");
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = " w" + (100 + i);
        }
        answer = new ChatEvents(ChatEvents.Engine.VLLM)
                .role(0)
                .content(words)
                .finish(0, "stop")
                .usage(WORDS)
                .done("words");
        engine = new ReplayEngine();
        engine.add(answer);
        hints = new HintFeed();
    }

    @AfterAll
    static void stop() throws Exception {
        if (hints != null) {
            hints.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void aTokenCostsFewerBytesTheMoreShareAnEvent(String coding) throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--hints=" + hints.uri(), "--compress=" + coding);
        try {
            List<Counted> counted = new ArrayList<>();
            for (int tokens : new int[] {1, 4, 16}) {
                Counted one = obeyed(gateway, tokens, tokens);
                assertThat(one.tokens()).isEqualTo(WORDS);
                counted.add(one);
            }
            int body = answer.bytes().length;
            assertThat(counted.get(0).plainBytes()).isEqualTo(body);
            assertThat(counted.get(1).plainBytesOfAToken())
                    .isLessThan(counted.get(0).plainBytesOfAToken() / 2);
            assertThat(counted.get(2).plainBytesOfAToken())
                    .isLessThan(counted.get(1).plainBytesOfAToken() / 2);
            assertThat(counted.get(1).wireBytesOfAToken())
                    .isLessThan(counted.get(0).wireBytesOfAToken());
            assertThat(counted.get(2).wireBytesOfAToken())
                    .isLessThan(counted.get(1).wireBytesOfAToken());
        } finally {
            gateway.close();
        }
    }

    @Test
    void aHintBelowTheFloorIsRaisedToIt() throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--hints=" + hints.uri(), "--min-deltas=8");
        try {
            obeyed(gateway, 32, 32);
            obeyed(gateway, 1, 8);
        } finally {
            gateway.close();
        }
    }

    /** Publishes a hint until an answer has about as many events as it should have. */
    private static Counted obeyed(Gateway gateway, int hint, int tokensOfAnEvent) {
        int all = Answer.of(answer.body()).events();
        int fewest = tokensOfAnEvent == 1 ? all : WORDS / tokensOfAnEvent;
        int most = tokensOfAnEvent == 1 ? all : fewest * 4 / 3 + OTHER_EVENTS;
        Counted[] last = new Counted[1];
        await("a hint of " + hint + " makes " + fewest + " to " + most + " events")
                .atMost(PATIENCE)
                .until(() -> {
                    hints.publish(hint);
                    last[0] = asksOnce(gateway);
                    return last[0].events() >= fewest && last[0].events() <= most;
                });
        return last[0];
    }

    private static Counted asksOnce(Gateway gateway) throws Exception {
        Counted before = read(gateway);
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"words@events\",\"stream\":true}", "--compressed")) {
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received()))
                    .hasToString(Answer.of(answer.body()).toString());
        }
        await().atMost(PATIENCE).until(() -> read(gateway).tokens() > before.tokens());
        return read(gateway).minus(before);
    }

    private static Counted read(Gateway gateway) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + gateway.adminPort() + "/metrics"))
                    .build();
            String text =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new Counted(
                    sum(text, GatewayMetric.TOKENS),
                    sum(text, GatewayMetric.EVENTS),
                    sum(text, GatewayMetric.PLAIN_BYTES),
                    sum(text, GatewayMetric.WIRE_BYTES));
        }
    }

    private static double sum(String text, GatewayMetric metric) {
        return text.lines()
                .filter(line -> line.startsWith(metric.metricName() + "_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
