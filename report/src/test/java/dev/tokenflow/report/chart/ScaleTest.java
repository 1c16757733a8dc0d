package dev.tokenflow.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {
    @Test
    void marksRoundValues() {
        assertThat(Scale.fromZero(4812)).isEqualTo(new Scale(0, 5000, false));
        assertThat(Scale.fromZero(4812).ticks(6)).containsExactly(0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0);
        assertThat(Scale.logarithmic(40, 1020).ticks(8)).containsExactly(50.0, 100.0, 200.0, 500.0, 1000.0);
        assertThat(Scale.logarithmic(20, 10_000).ticks(4)).containsExactly(100.0, 1000.0, 10_000.0);
        assertThat(Scale.logarithmic(41, 44).ticks(4)).hasSizeBetween(2, 5);
    }

    @Test
    void logarithmicPlacesEqualFactorsEquallyApart() {
        Scale scale = new Scale(10, 1000, true);
        assertThat(scale.place(10)).isZero();
        assertThat(scale.place(100)).isCloseTo(0.5, within(1e-12));
        assertThat(scale.place(1000)).isCloseTo(1, within(1e-12));
    }

    @Test
    void nothingMeasuredStillGivesAScale() {
        assertThat(Scale.fromZero(Double.NaN)).isEqualTo(new Scale(0, 1, false));
        assertThat(Scale.logarithmic(Double.NaN, Double.NaN).ticks(6)).isNotEmpty();
        assertThatThrownBy(() -> new Scale(0, 10, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ticksLieWithinAndAreFew(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            double low = Math.pow(10, random.nextDouble() * 8 - 3);
            double high = low * (1 + 1e4 * random.nextDouble());
            int most = 2 + random.nextInt(9);
            for (Scale scale : new Scale[] {Scale.logarithmic(low, high), Scale.fromZero(high)}) {
                assertThat(scale.ticks(most))
                        .isSorted()
                        .hasSizeBetween(1, Math.max(most + 1, 9))
                        .allSatisfy(tick -> assertThat(scale.place(tick)).isBetween(-1e-6, 1 + 1e-6));
            }
        }
    }
}
