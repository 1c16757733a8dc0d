package dev.tokenflow.simulator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void deliveryOpportunitiesAreTheRateOfTheirMillisecond() throws IOException {
        Capacity capacity = CapacityFile.read(file("1\n1\n4\n10\n"));

        assertThat(capacity.lengthNs()).isEqualTo(10_000_000);
        assertThat(capacity.meanBitsPerSecond()).isCloseTo(4 * 12_000 / 0.010, within(1e-6));
        LinkTrace link = new LinkTrace(capacity, new LinkShape(Duration.ofMillis(20), 10_000, 0));
        assertThat(link.at(0).rateBitsPerSecond()).isEqualTo(24_000_000);
        assertThat(link.at(1_000_000).rateBitsPerSecond()).isZero();
        assertThat(link.at(3_500_000).rateBitsPerSecond()).isEqualTo(12_000_000);
        assertThat(link.endNs(1_000_000)).isEqualTo(3_000_000);
        assertThat(link.at(10_000_000).rateBitsPerSecond()).as("begins again").isEqualTo(24_000_000);
        assertThat(link.endNs(12_000_000)).isEqualTo(13_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", " ", ",", ", "})
    void rowsOfSecondsAndMegabits(String separator) throws IOException {
        Path path = folder.resolve("rows.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            String text = "# a trip\n82.5" + separator + "1\n\n83.5" + separator + "3\n85.5" + separator + "2\n";
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        Capacity capacity = CapacityFile.read(path);

        assertThat(CapacityFile.looksRecorded(path)).isTrue();
        assertThat(capacity.lengthNs())
                .as("1 s, 2 s, and the median step of 2 s")
                .isEqualTo(5_000_000_000L);
        assertThat(capacity.meanBitsPerSecond()).isCloseTo((1 + 6 + 4) / 5.0 * 1e6, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "1;3;2|line 3: '2', expected a time not before that of the line above, 3",
                "1;two|line 2: 'two', expected whole milliseconds",
                "-4|line 1: '-4', expected whole milliseconds",
                "99999999999999999999|expected whole milliseconds",
                "1 2 3|expected one number",
                "1 2;1 3|line 2: '1 3', expected a time after that of the line above",
                "1 2;2 NaN|line 2: '2 NaN', expected Mbit/s",
                "1 -2|expected Mbit/s from 0",
                "1 1e30|expected Mbit/s from 0",
                "1 0;2 0|nothing ever passes"
            })
    void whatIsWrongIsSaidInOneLine(String content, String expected) throws IOException {
        Path path = file(content.replace(';', '\n'));

        assertThatThrownBy(() -> CapacityFile.read(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(expected)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aScheduleIsNoRecording() throws IOException {
        assertThat(CapacityFile.looksRecorded(file("narrow 60s rate=2mbit\n"))).isFalse();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("link"), content);
    }
}
