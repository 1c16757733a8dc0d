package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.gateway.Gateway;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages that programs in JavaScript use read the same answer with the gateway and without it: the chunks of
 * {@code openai} one by one and its helper, {@code ai}, and {@code @anthropic-ai/sdk}.
 */
@Tag("kernel") // with the other tests that need more than a JDK: here npm
class NodeClientsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] DELTAS = {1, 2, 4, 10};
    private static final List<String> ENCODINGS = List.of("identity", "gzip");
    private static final int PATIENCE_S = 600;

    private static final Map<String, JsonNode> REPORTS = new HashMap<>();

    @TempDir
    private static Path logs;

    /** All comparisons in one process: most of its time goes into the start. */
    @BeforeAll
    static void compare() throws Exception {
        Path folder = Installed.npmFolder("clients");
        List<Gateway> gateways = new ArrayList<>();
        try (ReplayEngine engine = new ReplayEngine()) {
            List<Map<String, Object>> described = new ArrayList<>();
            for (int deltas : DELTAS) {
                Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=" + deltas);
                gateways.add(gateway);
                described.add(
                        Map.of("deltas", deltas, "url", Gateways.uri(gateway).toString()));
            }
            Map<String, Object> plan = new LinkedHashMap<>();
            plan.put("engine", engine.uri().toString());
            plan.put("gateways", described);
            plan.put("cuts", Cut.WORDS);
            plan.put("encodings", ENCODINGS);
            plan.put(
                    "fixtures",
                    StreamFixture.all().stream()
                            .map(fixture -> Map.of(
                                    "name", fixture.name(), "api", fixture.api().name(), "choices", fixture.choices()))
                            .toList());
            run(folder, JSON.writeValueAsString(plan));
        } finally {
            gateways.forEach(Gateway::close);
        }
    }

    @AfterAll
    static void forget() {
        REPORTS.clear();
    }

    private static void run(Path folder, String plan) throws Exception {
        Path complaints = logs.resolve("node.log");
        Process node = new ProcessBuilder("node", "compare.js")
                .directory(folder.toFile())
                .redirectError(complaints.toFile())
                .start();
        try (OutputStream in = node.getOutputStream()) {
            in.write(plan.getBytes(StandardCharsets.UTF_8));
        }
        try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode report = JSON.readTree(line);
                REPORTS.put(
                        report.path("client").asText() + ": "
                                + report.path("fixture").asText(),
                        report);
            }
        }
        assertThat(node.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(() -> "see " + complaints).isZero();
    }

    @Test
    void everyClientReadsTheSameWithTheGateway() {
        int each = Cut.WORDS.size() * DELTAS.length * ENCODINGS.size();
        assertThat(REPORTS).hasSize(expectedReports());
        assertThat(REPORTS).allSatisfy((what, report) -> {
            assertThat(report.path("compared").asInt()).as(what).isEqualTo(each);
            assertThat(report.path("differences"))
                    .as(() -> what + " without the gateway: " + report.path("direct"))
                    .isEmpty();
        });
    }

    private static int expectedReports() {
        return StreamFixture.all().stream()
                .mapToInt(fixture -> switch (fixture.api()) {
                    case CHAT -> fixture.choices() == 1 ? 3 : 2;
                    case COMPLETIONS, MESSAGES -> 1;
                })
                .sum();
    }

    /** Else nothing would have been compared. */
    @Test
    void clientsReadTheTextsAndTheGatewayJoinsThem() {
        JsonNode english = REPORTS.get("openai chunks: english");
        assertThat(english.at("/direct/0/0/value").asText()).isEqualTo(Texts.ENGLISH);
        assertThat(english.path("events").asInt()).isGreaterThan(40);
        assertThat(english.path("fewest").asInt())
                .as("role, text, finish, usage, with all text in one or two events")
                .isBetween(4, 5);
        assertThat(REPORTS.get("openai helper: emoji")
                        .at("/direct/answer/choices/0/message/content")
                        .asText())
                .isEqualTo(Texts.EMOJI);
        assertThat(REPORTS.get("ai: japanese-escaped")
                        .at("/direct/parts/1/value")
                        .asText())
                .isEqualTo(Texts.JAPANESE);
        assertThat(REPORTS.get("anthropic: messages-english")
                        .at("/direct/answer/content/0/text")
                        .asText())
                .isEqualTo(Texts.ENGLISH);
        assertThat(REPORTS.get("anthropic: messages-tools").at("/direct/answer/content/1/input/city"))
                .hasToString("\"東京\"");
        assertThat(REPORTS.get("openai completions: completions-emoji")
                        .at("/direct/0/0/value")
                        .asText())
                .isEqualTo(Texts.EMOJI + Texts.JAPANESE);
    }

    @Test
    void anErrorInMidStreamReachesTheCallerAfterWhatWasSaidBefore() {
        JsonNode chat = REPORTS.get("openai chunks: error-in-mid-stream");
        assertThat(chat.at("/direct/0/0/value").asText()).isEqualTo("Half of an");
        assertThat(chat.at("/direct/error/0/value/0/message").asText()).isEqualTo("out of memory");
        assertThat(REPORTS.get("anthropic: messages-error")
                        .at("/direct/error/0/value/0/message")
                        .asText())
                .contains("overloaded_error");
    }
}
