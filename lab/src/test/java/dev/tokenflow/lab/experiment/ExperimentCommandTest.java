package dev.tokenflow.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.json.JsonReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExperimentCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void oneLinkGivesTableReportAndJson() throws Exception {
        Path json = folder.resolve("out.json");

        assertThat(run(
                        "--link",
                        "narrow",
                        "--arms",
                        "selfclocked,tokenflow-plain",
                        "--seeds",
                        "2",
                        "--duration",
                        "8s",
                        "--json",
                        json.toString()))
                .isEmpty();

        Map<String, @Nullable Object> read = JsonReader.readObject(Files.readString(json));
        assertThat(read)
                .containsEntry("link", "narrow")
                .containsEntry("network", "simulated")
                .containsEntry("gzip_fits", true)
                .containsEntry("seeds", 2.0);
        assertThat((List<?>) read.get("arms")).hasSize(2);
        assertThat(Files.readString(folder.resolve("report").resolve("report.html")))
                .contains("token delay p95")
                .contains("<svg")
                .doesNotContain("http://");
    }

    @Test
    void everyLinkAndDemandHasItsOwnFileBesideTheSummary() throws Exception {
        Path links = Files.createDirectories(folder.resolve("links"));
        Files.writeString(links.resolve("fast lane.txt"), "a 60s rate=4mbit delay=20ms buffer=1s");
        Files.writeString(links.resolve("slow.txt"), "a 60s rate=1mbit delay=20ms buffer=1s");

        assertThat(run(
                        "--link",
                        links.toString(),
                        "--arms",
                        "tokenflow,tokenflow-plain,gzip,gzip-selfclocked,gzip-chunk4,oracle-gzip",
                        "--demand",
                        "1,8",
                        "--seeds",
                        "1",
                        "--duration",
                        "5s"))
                .isEmpty();

        Path report = folder.resolve("report");
        for (String name : List.of("fast_lane-1x", "fast_lane-8x", "slow-1x", "slow-8x")) {
            Map<String, @Nullable Object> cell = JsonReader.readObject(
                    Files.readString(report.resolve("cells").resolve(name + ".json")));
            assertThat(cell).containsEntry("gzip_fits", name.endsWith("-1x"));
            assertThat((List<?>) cell.get("arms")).hasSize(6);
        }
        Map<String, @Nullable Object> summary =
                JsonReader.readObject(Files.readString(report.resolve("experiment.json")));
        assertThat((List<?>) summary.get("experiments")).hasSize(4);
        assertThat(String.valueOf(summary.get("judged")))
                .contains("p95 token delay: tokenflow / tokenflow-plain")
                .contains("p95 token delay: tokenflow / gzip where it fits, worst link")
                .contains("p95 token delay: tokenflow / gzip-selfclocked where gzip does not fit");
        assertThat(Files.readString(report.resolve("report.html"))).contains("gzip fits");
    }

    @Test
    void whatWasMeasuredNeedNotBeMeasuredAgain() throws Exception {
        String[] arguments = {
            "--link", "narrow", "--link", "clean", "--arms", "tokenflow-plain", "--seeds", "1", "--duration", "5s"
        };
        assertThat(run(arguments)).isEmpty();
        Path runs = folder.resolve("report").resolve("runs.jsonl");
        List<String> first = Files.readAllLines(runs);
        Files.writeString(runs, first.getFirst() + "\n" + first.getLast().substring(0, 30));

        List<String> again = new ArrayList<>(List.of(arguments));
        again.add("--resume");
        assertThat(run(again.toArray(String[]::new))).isEmpty();

        assertThat(Files.readAllLines(runs)).hasSize(3).contains(first.getFirst());
    }

    @Test
    void anExperimentOfAnEarlierVersionCannotBeResumed() throws Exception {
        Path report = Files.createDirectories(folder.resolve("report"));
        Files.writeString(
                report.resolve("runs.jsonl"),
                "{\"run\":\"simulated narrow 0 mean=2000000 arm=ours loop=LoopSettings[] seed=1\",\"figures\":{}}\n");

        assertThat(run("--link", "narrow", "--resume"))
                .isEqualTo("--resume: " + report + " holds runs of the arm 'ours', which is now called"
                        + " 'tokenflow-plain'. Start again without --resume, or with another folder in --out");
        assertThat(report.resolve("runs.jsonl")).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--link nowhere|'nowhere' is no file",
                "--link narrow --streams 3 --demand 2|say the same thing",
                "--link narrow --demand -1|--demand is",
                "--link narrow --arms aimd,mine|'mine' is no arm",
                "--link narrow --arms aimd,aimd|each arm once",
                "--link narrow --arms ours|the arm 'ours' is now called 'tokenflow-plain'",
                "--link narrow --arms paced|the arm 'paced' is now called 'tokenflow-plain'",
                "--link narrow --arms fixed|the arm 'fixed' is now called 'chunk4'",
                "--link narrow --arms seed|the arm 'seed' is now called 'sigmoid'",
                "--link narrow --rtt 11000|--rtt is 11000 ms, expected 0 to 10 s",
                "--link narrow --loss 200%|more than all",
                "--link narrow --loss 100%|expected less than 100%",
                "--link narrow --buffer 3pints|no buffer",
                "--link narrow --loop-delay 50/10|loop delay",
                "--link narrow --seeds 0|--seeds is 0",
                "--link narrow --congestion-control bbr|has cubic only",
                "--link narrow --network kernel --arms oracle|oracle",
                "--link narrow --network kernel --arms gzip|compressed streams belong to the simulated network",
                "--link idle=3|idle=3",
                "--link narrow --demand 1000000|--demand"
            })
    void whatMakesNoSenseIsSaidInOneLine(String words, String expected) {
        assertThat(run(words.split(" "))).contains(expected).doesNotContain("\tat ");
    }

    /** What was said of an error; empty when all went well. */
    private String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", folder.resolve("report").toString()));
        StringWriter errors = new StringWriter();
        CommandLine line = new CommandLine(new ExperimentCommand());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            errors.write(String.valueOf(e.getMessage()));
            return 2;
        });
        line.setParameterExceptionHandler((e, args) -> {
            errors.write(String.valueOf(e.getMessage()));
            return 2;
        });
        line.setErr(new PrintWriter(errors));
        int status = line.execute(all.toArray(String[]::new));
        assertThat(status).isEqualTo(errors.toString().isEmpty() ? 0 : 2);
        return errors.toString();
    }
}
