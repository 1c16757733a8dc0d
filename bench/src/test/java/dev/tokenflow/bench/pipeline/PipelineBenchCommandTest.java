package dev.tokenflow.bench.pipeline;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every part of the benchmark runs and answers; how well is not judged, because other things run beside tests. */
class PipelineBenchCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aShortRunUnderAUsersLoadHasEveryRow() throws Exception {
        Path file = folder.resolve("rows.json");

        int status = run(
                "--keys 2000 --agents 10 --rate 1000 --seconds 2 --rounds 2 --alarms 20 --warm-up 4 --json " + file);

        assertThat(err.toString()).contains("load user, 2,000 clients, 10 agents, slide 200ms, models on");
        assertThat(err.toString()).contains("warming up for 4 s at 1,000 events/s");
        assertThat(status).as(err.toString()).isZero();
        List<String> judged = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode row : JSON.readTree(file.toFile()).get("rows")) {
            names.add(row.get("name").asText().strip());
            if (!row.get("target").isNull()) {
                judged.add(row.get("name").asText().strip());
            }
        }
        String at = "user, 1,000 events/s: ";
        assertThat(judged)
                .contains(
                        at + "late, missing, refused, stale, twice",
                        at + "event to hint by GET, p50",
                        at + "event to hint by GET, p99",
                        at + "alarm to hint by GET, p99",
                        at + "storm, alarm to hint by GET, p99",
                        at + "hints, of a client and minute",
                        at + "rows, of a client and minute",
                        "CPU of the job's threads, of an event, 2 subtasks over 1",
                        "2,000 clients: live heap of a client, law and tallies included");
        assertThat(names)
                .anyMatch(name -> name.startsWith("load began until hints were of now"))
                .contains(at + "CPU of the job's threads, of an event", "of it job: windows, scores, law, hints");
    }

    @Test
    void aLoadThatIsNotThereIsRefusedInOneLine() {
        int status = run("--load heavy");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .singleElement()
                .asString()
                .contains("'heavy' is no load, expected user or dense");
    }

    private int run(String arguments) {
        CommandLine command = OneLineErrors.applyTo(BenchMain.command())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return command.execute(("pipeline " + arguments).split(" "));
    }
}
