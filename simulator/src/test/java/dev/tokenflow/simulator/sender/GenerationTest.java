package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationTest {
    @Test
    void theFirstTokenTakesOneInterval() {
        Generation generation = new Generation(1_000, 50, 3);
        assertThat(generation.dueNs(1)).isEqualTo(1_000 + 20_000_000);
        assertThat(generation.generatedBy(20_000_999)).isZero();
        assertThat(generation.generatedBy(20_001_000)).isEqualTo(1);
        assertThat(generation.generatedBy(Long.MAX_VALUE / 2)).isEqualTo(3);
        assertThat(generation.generatedBy(-5)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 7, 30, 50, 333.3, 1_000_000})
    void countAndDueTimeAgreeToTheNanosecond(double rate) {
        Generation generation = new Generation(123_456_789_012L, rate, 5_000);
        for (int token = 1; token <= 5_000; token++) {
            long dueNs = generation.dueNs(token);
            assertThat(generation.generatedBy(dueNs)).isEqualTo(token);
            assertThat(generation.generatedBy(dueNs - 1)).isEqualTo(token - 1);
        }
    }

    @Test
    void rejectsARateOfNothing() {
        assertThatThrownBy(() -> new Generation(0, Double.NaN, 1)).hasMessageContaining("NaN");
    }
}
