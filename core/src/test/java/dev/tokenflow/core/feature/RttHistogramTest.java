package dev.tokenflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RttHistogramTest {
    private static final double[] SHARES = {0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1};

    @Test
    void anEmptyOneKnowsNothing() {
        RttHistogram empty = new RttHistogram();

        assertThat(empty.quantileUs(0.5)).isNaN();
        assertThat(empty.meanUs()).isNaN();
        assertThat(empty.toSketch()).isEqualTo(RttSketch.EMPTY);
    }

    @Test
    void quantilesOfFewSamplesAreExactByNearestRank() {
        RttHistogram rtt = new RttHistogram();
        for (int us : new int[] {50_000, 10_000, 40_000, 20_000, 30_000}) {
            rtt.add(us);
        }

        assertThat(rtt.quantileUs(0.2)).isEqualTo(10_000);
        assertThat(rtt.quantileUs(0.21)).isEqualTo(20_000);
        assertThat(rtt.quantileUs(0.5)).isEqualTo(30_000);
        assertThat(rtt.quantileUs(0.95)).isEqualTo(50_000);
        assertThat(rtt.meanUs()).isEqualTo(30_000);
    }

    /** Every bucket edge and its neighbours, over the whole range of an int. */
    @Test
    void aBucketIsWithinOneIn128OfEveryValueInIt() {
        for (long value = 1; value <= Integer.MAX_VALUE; value = value < 300 ? value + 1 : value + value / 299) {
            int us = (int) value;
            int middle = RttBuckets.middleUs(RttBuckets.of(us));
            assertThat(Math.abs(middle - value) / (double) value).as("%d", us).isLessThanOrEqualTo(1 / 128.0);
        }
        assertThat(RttBuckets.of(Integer.MAX_VALUE)).isEqualTo(RttBuckets.COUNT - 1);
    }

    @Test
    void bucketsFollowOneAnother() {
        for (int bucket = 1; bucket < RttBuckets.COUNT; bucket++) {
            assertThat(RttBuckets.of(RttBuckets.middleUs(bucket))).isEqualTo(bucket);
            assertThat(RttBuckets.middleUs(bucket)).isGreaterThan(RttBuckets.middleUs(bucket - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void quantilesOfManySamplesAreWithinOnePercent(long seed) {
        int[] samples = samples(seed, 5_000);
        RttHistogram rtt = new RttHistogram();
        Arrays.stream(samples).forEach(rtt::add);
        int[] sorted = samples.clone();
        Arrays.sort(sorted);

        for (double share : SHARES) {
            int exact = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
            assertThat(rtt.quantileUs(share)).as("share %s", share).isCloseTo(exact, within(0.01 * exact));
        }
        assertThat(rtt.minUs()).isEqualTo(sorted[0]);
        assertThat(rtt.maxUs()).isEqualTo(sorted[sorted.length - 1]);
        assertThat(rtt.meanUs()).isEqualTo(Arrays.stream(samples).average().orElseThrow());
    }

    /** Around the number of samples at which exactness ends, whatever the order and the grouping. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 66, 128, 1_000})
    void mergingDependsNeitherOnOrderNorOnGrouping(int count) {
        int[] samples = samples(count, count);
        RttHistogram all = new RttHistogram();
        Arrays.stream(samples).forEach(all::add);
        RttSketch expected = all.toSketch();
        Random random = new Random(count);

        for (int round = 0; round < 20; round++) {
            List<RttSketch> parts = new ArrayList<>();
            for (int from = 0; from < count; ) {
                int to = Math.min(count, from + 1 + random.nextInt(100));
                RttHistogram part = new RttHistogram();
                Arrays.stream(samples, from, to).forEach(part::add);
                parts.add(part.toSketch());
                from = to;
            }
            Collections.shuffle(parts, random);
            RttSketch merged = parts.stream().reduce(RttSketch.EMPTY, RttSketch::plus);
            assertThat(merged).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void aFoldKeepsCountSumAndEnds() {
        RttSketch fold = new RttHistogram().addFold(5, 170, 10, 90).toSketch();

        assertThat(fold.count()).isEqualTo(5);
        assertThat(fold.sumUs()).isEqualTo(170);
        assertThat(fold.minUs()).isEqualTo(10);
        assertThat(fold.maxUs()).isEqualTo(90);
        assertThat(fold.valuesUs()).containsExactly(10, 23, 90);
        assertThat(fold.counts()).containsExactly(1, 3, 1);
    }

    @Test
    void aClearedOneIsLikeNew() {
        RttHistogram rtt = new RttHistogram();
        Arrays.stream(samples(9, 500)).forEach(rtt::add);
        rtt.clear().add(7_000);

        assertThat(rtt.quantileUs(0.5)).isEqualTo(7_000);
        assertThat(rtt.toSketch().valuesUs()).containsExactly(7_000);
    }

    /** Log-normal around 40 ms with a heavy tail. */
    private static int[] samples(long seed, int count) {
        Random random = new Random(seed);
        return random.doubles(count)
                .mapToInt(u -> (int) Math.max(1, 40_000 * Math.exp(random.nextGaussian())))
                .toArray();
    }
}
