package dev.tokenflow.core.model.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Errors of a mixture of two experts, whose own errors are normal and of the given size. */
class BlendTest {
    private static final int ROWS = 3_000;

    @Test
    void itIsHardlyWorseThanTheBest() {
        assertThat(ratio(row -> 1, row -> 5)).isLessThan(1.02);
        assertThat(ratio(row -> 5, row -> 1)).isLessThan(1.02);
    }

    @Test
    void expertsThatAreEquallyGoodAreNotWorseTogether() {
        assertThat(ratio(row -> 1, row -> 1)).isLessThan(1);
    }

    /** Within some two hundred rows: each of them costs seven times the best one's error. */
    @Test
    void itFollowsWhenAnotherBecomesTheBest() {
        assertThat(ratio(row -> row < ROWS / 2 ? 1 : 8, row -> row < ROWS / 2 ? 8 : 1))
                .isLessThan(1 + 7 * 200.0 / ROWS);
    }

    @Test
    void oneWildErrorIsForgotten() {
        assertThat(ratio(row -> row == ROWS / 2 ? 1e6 : 1, row -> row == ROWS / 2 ? 1e6 : 3))
                .isLessThan(1.02);
    }

    @Test
    void withoutOutcomesTheFallbackIsFollowed() {
        assertThat(new Blend(3, 1).mix(new double[] {10, 20, 30})).isEqualTo(20);
    }

    @Test
    void expertsThatAreAlwaysRightAreNoReasonToDivideByZero() {
        Blend blend = new Blend(2, 0);
        for (int i = 0; i < 100; i++) {
            blend.learn(new double[] {7, 7}, 7);
        }
        assertThat(blend.mix(new double[] {7, 7})).isEqualTo(7);
    }

    /** Sum of the mixture's errors over that of whichever expert is the better one at each row. */
    private static double ratio(IntToDoubleFunction first, IntToDoubleFunction second) {
        Random random = new Random(1);
        Blend blend = new Blend(2, 0);
        double ours = 0;
        double best = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] said = {
                first.applyAsDouble(row) * random.nextGaussian(), second.applyAsDouble(row) * random.nextGaussian()
            };
            ours += Math.abs(blend.mix(said));
            best += Math.abs(said[first.applyAsDouble(row) <= second.applyAsDouble(row) ? 0 : 1]);
            blend.learn(said, 0);
        }
        return ours / best;
    }
}
