package dev.tokenflow.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the JDK's own formatter and parser. */
class TimestampsTest {
    static LongStream instants() {
        Random random = new Random(7);
        LongStream borders = Stream.of(
                        "1970-01-01T00:00:00Z",
                        "1969-12-31T23:59:59.999999Z",
                        "2000-02-29T12:00:00.001Z",
                        "2024-02-29T23:59:59.000001Z",
                        "2100-03-01T00:00:00Z",
                        "0000-01-01T00:00:00Z",
                        "9999-12-31T23:59:59.900Z",
                        "+10000-01-01T00:00:00Z",
                        "-0001-12-31T00:00:00Z")
                .mapToLong(text -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
        LongStream millis = random.longs(300, 0, 4_102_444_800_000L).map(ms -> ms * 1_000);
        LongStream seconds = random.longs(300, 0, 4_102_444_800L).map(s -> s * 1_000_000);
        LongStream micros = random.longs(300, -4_102_444_800_000_000L, 4_102_444_800_000_000L);
        return LongStream.concat(LongStream.concat(borders, millis), LongStream.concat(seconds, micros));
    }

    @ParameterizedTest
    @MethodSource("instants")
    void writesAndReadsAsTheJdkDoes(long epochUs) {
        String expected = Instant.EPOCH.plus(epochUs, ChronoUnit.MICROS).toString();
        StringBuilder out = new StringBuilder();
        Timestamps.append(out, epochUs);

        assertThat(out).hasToString(expected);
        assertThat(Timestamps.parse(expected)).isEqualTo(epochUs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T16:59:27.4Z",
                "2026-11-23T16:59:27.400123456Z",
                "2026-11-23T16:59:27+01:00",
                "2026-11-30T24:00:00Z"
            })
    void readsOtherFormsAsTheJdkDoes(String text) {
        assertThat(Timestamps.parse(text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T25:00:00Z",
                "2026-01-01T00:00:0xZ",
                "2026-01-01T00:00:00.12xZ",
                "2026-01-01 00:00:00Z"
            })
    void refusesWhatIsNoInstant(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Timestamps.parse("+1000000000-12-31T23:59:59Z"))
                .isInstanceOf(ArithmeticException.class);
    }
}
