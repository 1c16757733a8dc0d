package dev.tokenflow.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.bench.BenchMain;
import dev.tokenflow.cli.OneLineErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every part of the benchmark runs and answers; how fast is not judged, because other things run beside tests. */
@Tag("kernel")
class AgentBenchCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aShortRoundHasEveryRowAndAnAgentThatIsStoppedForAMomentLosesNothing() throws Exception {
        Path file = folder.resolve("rows.json");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = OneLineErrors.applyTo(BenchMain.command());
        int status = command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "agent",
                        "--rounds=1",
                        "--seconds=1",
                        "--warm-up=1s",
                        "--sockets=500",
                        "--hold=2s",
                        "--json=" + file);

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        List<String> names = new ArrayList<>();
        for (JsonNode row : new ObjectMapper().readTree(file.toFile()).get("rows")) {
            String name = row.get("name").asText().strip();
            names.add(name);
            assertThat(row.get("value").isNumber()).as(name).isTrue();
            if (name.startsWith("events lost")) {
                assertThat(row.get("value").asDouble()).as(name).isZero();
            }
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "probe run, net, loopback bulk, serving port, throttled 10 ms",
                        "probe run, net, netns thin, not watched",
                        "events from the ring through to Kafka, acknowledged",
                        "speed lost to the probe, netns bulk",
                        "CPU time of probe, agent and broker together, 100 token streams",
                        "events lost, 500 connections, 100,000 events/s for 2 s",
                        "memory of the agent itself, most");
    }
}
