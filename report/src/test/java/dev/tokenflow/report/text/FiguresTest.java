package dev.tokenflow.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12591 | 12,591",
                "9.333 | 9.33",
                "0.0834 | 0.083",
                "0 | 0",
                "0.4 | 0.4",
                "99.96 | 100",
                "2.10 | 2.1",
                "-3.5 | -3.5",
                "NaN | –",
                "1e12 | 1,000,000,000,000"
            })
    void numbers(double value, String text) {
        assertThat(Figures.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"83.4, 83 ms", "999.4, 999 ms", "999.6, 1 s", "9330, 9.33 s", "0.2, 0 ms", "NaN, –"})
    void delays(double ms, String text) {
        assertThat(Figures.delay(ms)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"2e6, 2 Mbit/s", "500e3, 500 kbit/s", "1.5e9, 1.5 Gbit/s", "NaN, –"})
    void bitRates(double bitsPerSecond, String text) {
        assertThat(Figures.bitRate(bitsPerSecond)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1 %", "0.0123, 1.2 %", "0.31, 31 %", "0, 0 %", "0.0004, 0.04 %", "1, 100 %"})
    void shares(double share, String text) {
        assertThat(Figures.percent(share)).isEqualTo(text);
    }

    @Test
    void unknownIsADashWithoutUnit() {
        assertThat(Figures.number(null, "ms")).isEqualTo("–");
        assertThat(Figures.number(3, "x")).isEqualTo("3x");
        assertThat(Figures.number(3, "ms")).isEqualTo("3 ms");
    }
}
