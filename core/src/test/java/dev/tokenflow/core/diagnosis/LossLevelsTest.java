package dev.tokenflow.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossLevelsTest {
    private static final DiagnosisConfig.Loss CONFIG = DiagnosisConfig.DEFAULT.loss();
    private static final double LOOK_S = 0.2;

    @ParameterizedTest(name = "loss of {0}")
    @ValueSource(doubles = {0.01, 0.02, 0.05, 0.1, 0.2})
    void findsTheRate(double rate) {
        float[] levels = after(rate, 60, 100);

        assertThat(LossLevels.above(levels, LossLevels.ORDINARY)).isGreaterThan(0.9);
        assertThat(LossLevels.mean(levels)).isBetween(rate / 1.6, rate * 1.6);
    }

    @ParameterizedTest(name = "loss of {0}")
    @ValueSource(doubles = {0, 1e-4, 1e-3})
    void littleLossIsOrdinary(double rate) {
        assertThat(LossLevels.above(after(rate, 600, 100), LossLevels.ORDINARY)).isLessThan(0.1);
    }

    @Test
    void probabilitiesSumToOneAndNoRateIsRuledOut() {
        float[] levels = after(0.3, 30, 1_000);
        float sum = 0;
        for (float level : levels) {
            assertThat(level).isPositive();
            sum += level;
        }
        assertThat(sum).isCloseTo(1, within(1e-3f));
    }

    @Test
    void whatAQueueMayHaveDroppedSpeaksAgainstHighRatesOnly() {
        float[] before = after(0.02, 60, 100);
        float[] many = before.clone();
        LossLevels.sawAtMost(many, 100, 30);
        assertThat(LossLevels.mean(many)).isCloseTo(LossLevels.mean(before), within(1e-3));

        float[] few = before.clone();
        for (int i = 0; i < 10; i++) {
            LossLevels.sawAtMost(few, 100, 0);
        }
        assertThat(LossLevels.mean(few)).isLessThan(0.5 * LossLevels.mean(before));
    }

    @Test
    void withTimeAnythingIsPossibleAgain() {
        float[] levels = after(0.05, 60, 100);
        LossLevels.pass(levels, 1e6, CONFIG);
        float[] unknown = LossLevels.initial(CONFIG);
        for (int i = 0; i < levels.length; i++) {
            assertThat(levels[i]).isCloseTo(unknown[i], within(1e-6f));
        }
    }

    private static float[] after(double rate, double seconds, int segments) {
        Random random = new Random(7);
        float[] levels = LossLevels.initial(CONFIG);
        for (double at = 0; at < seconds; at += LOOK_S) {
            LossLevels.pass(levels, LOOK_S, CONFIG);
            int lost = 0;
            for (int i = 0; i < segments; i++) {
                lost += random.nextDouble() < rate ? 1 : 0;
            }
            LossLevels.saw(levels, segments, lost);
        }
        return levels;
    }
}
