package dev.tokenflow.report.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {
    @ParameterizedTest
    @CsvSource({
        "DELAY, 83, 9330, 112x lower",
        "DELAY, 83, 83.2, same",
        "DELAY, 100, 80, 1.25x higher",
        "DELAY, 0, 4.9, same",
        "DELAY, 0.1, 50, 10x lower",
        "DELAY, NaN, 50, –",
        "DELAY, 50, NaN, –",
        "COUNT, 0, 4, same",
        "COUNT, 0, 50, 10x lower",
        "COUNT, 50, 0, 10x higher",
        "YIELD, 18000, 12591, 1.43x more",
        "YIELD, 7200, 12591, 1.75x less",
        "YIELD, 18000, 17918, same",
        "YIELD, 18000, 0, –",
        "PLAIN, 1, 2, ''",
    })
    void comparesWithFloors(Metric.Kind kind, double value, double other, String expected) {
        assertThat(Metric.compare(kind, value, other)).isEqualTo(expected);
    }
}
