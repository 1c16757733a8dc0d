package dev.tokenflow.report.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryFileTest {
    @TempDir
    Path dir;

    @Test
    void readsBackWhatItWrote() throws IOException {
        RunSummary summary = SyntheticRun.of(1).summary();
        Path file = dir.resolve("summary.json");
        SummaryFile.write(summary, file);
        assertThat(SummaryFile.read(file)).isEqualTo(summary);
    }

    @Test
    void hasTheNamesOfTheContract() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(SummaryFile.toJson(SyntheticRun.of(1).summary()));
        assertThat(names(json))
                .contains(
                        "network",
                        "agent",
                        "kafka",
                        "job",
                        "loop_latency_ms",
                        "arms",
                        "time_to_cut_s",
                        "time_to_recover_s",
                        "verdict",
                        "seed",
                        "duration_s",
                        "versions",
                        "machine");
        assertThat(names(json.get("agent"))).contains("rtt_events", "retransmit_events", "lost_events");
        assertThat(names(json.get("kafka"))).containsExactly("batches");
        assertThat(names(json.get("job")))
                .containsExactly("events_in", "rejected", "late", "features_out", "hints_out");
        assertThat(names(json.get("loop_latency_ms"))).contains("p50", "p95", "p99");
        String[] figures = {
            "tokens_delivered",
            "token_delay_ms",
            "ttft_ms",
            "gap_ms",
            "stall_ratio",
            "retransmits",
            "rtt_ms",
            "min_rate",
            "max_chunk",
            "phases"
        };
        JsonNode arm = json.get("arms").get(2);
        assertThat(names(arm))
                .startsWith("name")
                .contains(figures)
                .contains("clean_link")
                .doesNotContain("faulty_link");
        assertThat(names(arm.get("clean_link"))).contains(figures);
        assertThat(names(arm.get("phases").get(1))).contains("name", "tokens_delivered", "token_delay_ms");
        assertThat(arm.get("phases").get(1).get("token_delay_ms").get("p95").isNumber())
                .isTrue();
        assertThat(names(json.get("verdict").get(0))).contains("name", "value", "target", "met");
        assertThat(json.get("started_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void unknownIsNullAndNeverZero() throws IOException {
        RunSummary bare = new RunSummary(
                "simulated",
                null,
                Double.NaN,
                null,
                null,
                null,
                null,
                Map.of(),
                List.of(),
                new AgentFigures(null, null, null, null),
                new KafkaFigures(null),
                new JobFigures(null, null, null, null, null),
                LoopLatency.UNKNOWN,
                List.of(new ArmResult(
                        "tokenflow-plain", LinkFigures.UNKNOWN, LinkFigures.UNKNOWN, Double.NaN, null, null)),
                Double.NaN,
                null,
                List.of(VerdictLine.atLeast("delay", Double.NaN, "x", 10)));
        JsonNode json = new ObjectMapper().readTree(SummaryFile.toJson(bare));
        List<JsonNode> numbers = new ArrayList<>();
        collectNumbers(json, numbers);
        assertThat(numbers).isEmpty();
        assertThat(json.get("arms").get(0).get("token_delay_ms").get("p95").isNull())
                .isTrue();
        assertThat(json.get("verdict").get(0).get("met").isNull()).isTrue();
        assertThat(json.get("time_to_cut_s").isNull()).isTrue();
        Path file = dir.resolve("bare.json");
        SummaryFile.write(bare, file);
        assertThat(SummaryFile.read(file)).isEqualTo(bare);
    }

    @Test
    void skipsFieldsOfLaterVersions() throws IOException {
        RunSummary summary = SyntheticRun.of(2).summary();
        Path file = dir.resolve("later.json");
        Files.writeString(file, SummaryFile.toJson(summary).replaceFirst("\\{", "{ \"of_tomorrow\" : 1,"));
        assertThat(SummaryFile.read(file)).isEqualTo(summary);
    }

    @Test
    void twoArmsOfOneNameAreRefused() {
        ArmResult arm = SyntheticRun.of(1).summary().arms().getFirst();
        assertThatThrownBy(() -> SyntheticRun.withoutFigures("kernel", List.of(), List.of(arm, arm)))
                .hasMessage("arms have the same name: unpaced");
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void collectNumbers(JsonNode node, List<JsonNode> numbers) {
        if (node.isNumber()) {
            numbers.add(node);
        }
        node.forEach(child -> collectNumbers(child, numbers));
    }
}
