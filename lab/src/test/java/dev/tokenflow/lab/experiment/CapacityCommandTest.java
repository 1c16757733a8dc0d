package dev.tokenflow.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CapacityCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyTripIsJudgedByWhatWasLearntFromTheOthers() throws Exception {
        Path links = Files.createDirectories(folder.resolve("links"));
        for (String name : List.of("ferry_part1", "ferry_part2", "tram_part1", "train_part1")) {
            record(links.resolve(name + ".log"));
        }
        Path json = folder.resolve("out.json");

        int status = run("--link", links.toString(), "--demand", "8,4", "--json", json.toString());

        assertThat(err.toString()).contains("judging ferry, 1 s ahead").doesNotContain("ferry_part1, 1 s");
        assertThat(status).isZero();
        assertThat(out.toString()).contains("0.3 s ahead: 4 links", "boosted trees", "memory, scaled", "last value");
        Map<String, @Nullable Object> read = JsonReader.readObject(Files.readString(json));
        List<?> judgements = (List<?>) read.get("judgements");
        assertThat(judgements).isNotNull();
        assertThat(judgements.stream().map(row -> ((Map<?, ?>) row).get("way")).collect(Collectors.toSet()))
                .hasSize(6);
        assertThat(judgements).allSatisfy(row -> {
            Map<?, ?> seen = (Map<?, ?>) ((Map<?, ?>) row).get("seen");
            assertThat(seen).isNotNull();
            assertThat((Double) seen.get("rows")).isGreaterThanOrEqualTo(50);
            assertThat((Double) seen.get("pinball")).isPositive();
            assertThat((Double) seen.get("coverage")).isBetween(0.0, 1.0);
        });
    }

    @Test
    void oneTripIsNotEnough() throws Exception {
        Path links = Files.createDirectories(folder.resolve("links"));
        record(links.resolve("ferry_part1.log"));
        record(links.resolve("ferry_part2.log"));

        int status = run("--link", links.toString());

        assertThat(status).isNotZero();
        assertThat(err.toString()).contains("all links are of the trip 'ferry'");
    }

    private int run(String... arguments) {
        return new CommandLine(new CapacityCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** A minute of a link whose capacity changes every second. */
    private static void record(Path file) throws IOException {
        SplittableRandom dice =
                new SplittableRandom(file.getFileName().toString().hashCode());
        StringBuilder text = new StringBuilder();
        double log = 0;
        for (int second = 0; second < 60; second++) {
            log = 0.8 * log + 0.5 * dice.nextGaussian();
            text.append(String.format(Locale.ROOT, "%d\t%.3f%n", second, 0.8 * Math.exp(log)));
        }
        Files.writeString(file, text);
    }
}
