package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.Gateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What curl receives, plain and compressed with what it knows best, through gateways that join few or many deltas. */
class CurlTest {
    private static final int PATIENCE_S = 120;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsCurl() {
        Installed.require("curl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "events", "bytes", "random-3"})
    void withOneDeltaAnEventTheBytesAreTheEngines(String cut) throws Exception {
        askForAll("1", cut, "");
        int joined = 0;
        for (StreamFixture fixture : StreamFixture.all()) {
            Answer answer = Answer.of(received(fixture));
            Answer expected = Answer.of(fixture.body());
            assertThat(answer).as(fixture.name()).hasToString(expected.toString());
            if (answer.events() == expected.events()) {
                assertThat(received(fixture)).as(fixture.name()).isEqualTo(fixture.body());
            } else {
                joined++; // while this curl was too slow to take each event at once
            }
        }
        assertThat(joined).isLessThan(StreamFixture.all().size() / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "zstd, 1, whole",
        "zstd, 1, events",
        "zstd, 4, whole",
        "zstd, 10, random-4",
        "gzip, 1, events",
        "gzip, 4, random-5",
        "gzip, 10, whole"
    })
    void compressedBytesAreTheSameAnswer(String coding, String deltas, String cut) throws Exception {
        String heads = askForAll(deltas, cut, "compressed", "--compress=" + coding);
        assertThat(heads.lines().filter(line -> line.equalsIgnoreCase("content-encoding: " + coding)))
                .hasSize(StreamFixture.all().size());
        for (StreamFixture fixture : StreamFixture.all()) {
            assertThat(Answer.of(received(fixture)))
                    .as(fixture.name())
                    .hasToString(Answer.of(fixture.body()).toString());
        }
    }

    @Test
    void aStreamSaysThatItIsNotToBeBufferedOrChangedOrMixedUp() throws Exception {
        String heads = askForAll("1", "whole", "compressed").toLowerCase(Locale.ROOT);
        int streams = StreamFixture.all().size();
        for (String header :
                new String[] {"x-accel-buffering: no", "cache-control: no-cache, no-transform", "vary: accept-encoding"
                }) {
            assertThat(heads.lines().filter(header::equals)).as(header).hasSize(streams);
        }
        assertThat(heads).doesNotContain("content-length: ");
    }

    /** One curl asks for every fixture. Returns the heads of the answers. */
    private String askForAll(String deltas, String cut, String option, String... more) throws Exception {
        StringBuilder wishes = new StringBuilder();
        try (ReplayEngine engine = new ReplayEngine()) {
            Gateway gateway = Gateways.start(
                    engine.uri(),
                    Stream.concat(Stream.of("--min-deltas=" + deltas), Stream.of(more))
                            .toArray(String[]::new));
            for (StreamFixture fixture : StreamFixture.all()) {
                wishes.append(wishes.isEmpty() ? "" : "next\n")
                        .append("silent\nno-buffer\nfail\nmax-time = 60\n")
                        .append(option)
                        .append("\nurl = \"" + Gateways.uri(gateway) + fixture.api().path + "\"\n")
                        .append("data = \"{\\\"model\\\":\\\"" + fixture.name() + "@" + cut + "\\\"}\"\n")
                        .append("header = \"Content-Type: application/json\"\n")
                        .append("dump-header = \"-\"\n")
                        .append("output = \"" + folder.resolve(fixture.name()) + "\"\n");
            }
            Path file = Files.writeString(folder.resolve("curl.conf"), wishes);
            Process curl = new ProcessBuilder("curl", "--config", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String heads = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(curl.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(curl.exitValue()).as(heads).isZero();
            gateway.close();
            return heads;
        }
    }

    private String received(StreamFixture fixture) throws Exception {
        return Files.readString(folder.resolve(fixture.name()));
    }
}
