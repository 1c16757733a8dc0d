package dev.tokenflow.bench.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared answers alike, as exactly as it is said to. */
class ContenderTest {
    private static final double SHARE = 0.95;

    @ParameterizedTest
    @ValueSource(ints = {50, 500, 3_000, 30_000})
    void everyP95IsAsExactAsItsForm(int count) {
        int[] samples = RttSamples.us(count, count);
        int[] sorted = samples.clone();
        Arrays.sort(sorted);
        double exact = nearestRank(sorted, SHARE);

        assertThat((double) Contender.tokenflow(samples).quantileUs(SHARE)).isCloseTo(exact, within(exact / 128));
        assertThat((double) Contender.hdr(samples).getValueAtPercentile(100 * SHARE))
                .isCloseTo(exact, within(exact / 100));
        // Its rank is that of the sample below: one lower than nearest rank.
        assertThat(Contender.ddSketch(samples).getValueAtQuantile(SHARE))
                .isBetween(0.99 * nearestRank(sorted, SHARE - 1.0 / count), 1.01 * exact);
        // The bound on the rank holds with 99 %, and the sketch draws lots: twice the bound.
        assertThat((double) Contender.kll(samples).getQuantile(SHARE))
                .isBetween(nearestRank(sorted, SHARE - 0.0266), nearestRank(sorted, SHARE + 0.0266));
    }

    private static double nearestRank(int[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
