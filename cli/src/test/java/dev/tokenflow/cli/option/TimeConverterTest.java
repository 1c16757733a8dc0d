package dev.tokenflow.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeConverterTest {
    @ParameterizedTest
    @CsvSource({"100ms,100", "1.5s,1500", "65 s,65000", "2m,120000", "2min,120000", "1h,3600000"})
    void aUnitMeansTheSameEverywhere(String text, long milliseconds) {
        assertThat(new TimeConverter().convert(text)).isEqualTo(Duration.ofMillis(milliseconds));
        assertThat(new MillisecondsConverter().convert(text)).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @Test
    void aBareNumberHasTheUnitThatPeopleThinkOfWithTheOption() {
        assertThat(new TimeConverter().convert("40")).isEqualTo(Duration.ofSeconds(40));
        assertThat(new MillisecondsConverter().convert("40")).isEqualTo(Duration.ofMillis(40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ms", "-1s", "1d", "4,5s", "1e3", "12345678"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new MillisecondsConverter().convert(text))
                .withMessage("'" + text + "' is not a time, expected such as 100ms, 65s or 2m");
    }
}
