package dev.tokenflow.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.bench.BenchMain;
import dev.tokenflow.cli.OneLineErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every part of the benchmark runs and answers; how well is not judged, because other things run beside tests. */
class GatewayBenchCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aShortRoundHasEveryRow() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")), "nginx is not installed");
        Path file = folder.resolve("rows.json");

        // Enough of them that every contender's CPU time is more than the 10 ms in which the kernel counts it.
        int status =
                run("--streams 100 --light 5 --crowd 20 --silent 10 --warm-up 1 --seconds 2 --rounds 1 --json " + file);

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        JsonNode rows = JSON.readTree(file.toFile()).get("rows");
        List<String> names = new ArrayList<>();
        List<String> judged = new ArrayList<>();
        for (JsonNode row : rows) {
            String name = row.get("name").asText().strip();
            names.add(name);
            assertThat(row.get("value").isNumber()).as(name).isTrue();
            if (!row.get("target").isNull()) {
                judged.add(name);
            }
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("CPU of a delta, nginx", "CPU of a delta, bare Netty", "delay of a token, p99, engine alone");
        assertThat(judged)
                .containsExactly(
                        "CPU of a delta, gateway, gzip, 4 deltas an event",
                        "CPU of a delta, gateway / nginx",
                        "CPU of a delta, gateway, gzip, 4 deltas an event / nginx, gzip",
                        "bytes of a delta on the wire, gateway, gzip",
                        "time to the first token, p99, added by gateway",
                        "time to the first token, p99, added by gateway, gzip",
                        "delay of a token, p99, added by gateway",
                        "delay of a token, p99, added by gateway, gzip",
                        "20 streams (2 dead readers) and 10 silent ones, gateway: delay of a token, p99",
                        "crowd: live readers whose own p99 is later than 50 ms, gateway",
                        "crowd: deltas that live readers did not get, gateway",
                        "crowd: memory of a stream, all in RAM (RSS), gateway",
                        "20 streams (2 dead readers) and 10 silent ones, gateway, gzip: delay of a token, p99",
                        "crowd: live readers whose own p99 is later than 50 ms, gateway, gzip",
                        "crowd: deltas that live readers did not get, gateway, gzip",
                        "crowd: memory of a stream, all in RAM (RSS), gateway, gzip");
        assertThat(out.toString()).contains("What the gateway loses:");
    }

    @Test
    void moreStreamsThanFilesAreRefusedInOneLine() {
        int status = run("--silent 50000 --crowd 10000");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .singleElement()
                .asString()
                .contains("bench gateway needs 121000 open files in a process, and", "are allowed; raise the limit");
    }

    private int run(String arguments) {
        CommandLine command = OneLineErrors.applyTo(BenchMain.command())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return command.execute(("gateway " + arguments).split(" "));
    }
}
