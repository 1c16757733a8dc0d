package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A short demo in which few streams find a narrow link, and what every such run must leave behind. */
final class DemoRun {
    private static final List<String> FILES =
            List.of("report.html", "rtt-vs-token-rate.png", "feature-space.png", "timeline.csv", "summary.json");

    private DemoRun() {}

    /** Ten streams need 1.2 Mbit/s with an event a token, and 0.29 Mbit/s when these are compressed. */
    static String[] arguments(String network, Path out, String arms) {
        return new String[] {
            "demo",
            "--network",
            network,
            "--streams",
            "10",
            "--arms",
            arms,
            "--timeline",
            "clean 3s rate=50mbit delay=20ms; congested 8s rate=150kbit delay=20ms buffer=1s loss=1%; recovered 15s"
                    + " rate=50mbit delay=20ms",
            "--out",
            out.toString(),
            "--json",
            out.resolve("copy/summary.json").toString()
        };
    }

    static JsonNode assertComplete(Path out, String network, String... arms) throws IOException {
        for (String file : FILES) {
            assertThat(out.resolve(file)).isNotEmptyFile();
        }
        assertThat(out.resolve("raw")).doesNotExist();
        assertThat(out.resolve("copy/summary.json")).hasSameBinaryContentAs(out.resolve("summary.json"));
        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertThat(summary.path("network").asText()).isEqualTo(network);
        assertThat(summary.at("/agent/rtt_events").asLong()).isPositive();
        assertThat(summary.at("/agent/lost_events").asLong(-1)).isZero();
        assertThat(summary.at("/kafka/batches").asLong()).isPositive();
        assertThat(summary.at("/job/events_in").asLong()).isPositive();
        assertThat(summary.at("/job/rejected").asLong(-1)).isZero();
        assertThat(summary.at("/job/features_out").asLong()).isPositive();
        assertThat(summary.at("/job/hints_out").asLong()).isPositive();
        assertThat(summary.at("/loop_latency_ms/p50").asDouble()).isPositive();
        assertThat(summary.at("/loop_latency_ms/p99").asDouble())
                .isGreaterThanOrEqualTo(summary.at("/loop_latency_ms/p50").asDouble());
        assertThat(summary.path("time_to_cut_s").isNumber()).isTrue();
        assertThat(summary.path("time_to_recover_s").isNumber()).isTrue();
        assertThat(summary.path("arms").findValuesAsText("name"))
                .containsAll(Stream.of(arms).toList());
        for (JsonNode arm : summary.path("arms")) {
            assertThat(arm.path("tokens_delivered").asLong()).isBetween(1000L, 13_000L); // of 10 x 50 x 26
            assertThat(arm.at("/clean_link/tokens_delivered").asLong()).isBetween(1000L, 13_000L);
            assertThat(arm.at("/token_delay_ms/p95").asDouble()).isPositive();
            assertThat(arm.at("/rtt_ms/p50").asDouble()).isGreaterThanOrEqualTo(40); // twice the delay of the link
            assertThat(arm.path("phases").findValuesAsText("name")).containsExactly("clean", "congested", "recovered");
        }
        return summary;
    }
}
