package dev.tokenflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileCursorTest {
    private static final double[] SHARES = {0, 0.01, 0.5, 0.95, 0.99, 1};

    private final RttHistogram histogram = new RttHistogram();
    private final QuantileCursor[] cursors =
            Arrays.stream(SHARES).mapToObj(QuantileCursor::new).toArray(QuantileCursor[]::new);

    /** The level wanders over all magnitudes, and the number of samples from none to a thousand and back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalsAScanUnderRandomChanges(long seed) {
        Random random = new Random(seed);
        Deque<int[]> window = new ArrayDeque<>();
        double level = 10;
        for (int step = 0; step < 5_000; step++) {
            level = Math.max(0, Math.min(21, level + 0.3 * random.nextGaussian()));
            boolean growing = Math.sin(step / 400.0) > 0;
            if (window.isEmpty() || random.nextDouble() < (growing ? 0.6 : 0.3)) {
                int us = (int) Math.exp(Math.max(0, Math.min(21, level + 0.3 * random.nextGaussian())));
                int[] samples = {RttBuckets.of(us), 1 + random.nextInt(20)};
                window.addLast(samples);
                change(samples[0], samples[1]);
            } else {
                int[] oldest = window.removeFirst();
                change(oldest[0], -oldest[1]);
            }
            if (random.nextInt(3) > 0) { // changes come in groups, too
                assertEqualsAScan();
            }
        }
    }

    /** As a queue fills and empties: from one level to another far away and back, at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followsAJumpAndTheWayBack(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            int from = random.nextInt(RttBuckets.COUNT);
            int to = random.nextInt(RttBuckets.COUNT);
            change(from, 100);
            assertEqualsAScan();
            change(to, 500);
            change(from, -100);
            assertEqualsAScan();
            change(from, 3);
            change(to, -500);
            assertEqualsAScan();
            change(from, -3);
        }
    }

    @Test
    void startsAnewAfterEverythingLeft() {
        change(RttBuckets.COUNT - 1, 10);
        assertEqualsAScan();
        change(RttBuckets.COUNT - 1, -10);
        change(0, 1);

        assertEqualsAScan();
    }

    private void change(int bucket, int samples) {
        histogram.addAt(bucket, samples);
        for (QuantileCursor cursor : cursors) {
            cursor.changed(bucket, samples);
        }
    }

    private void assertEqualsAScan() {
        if (histogram.count() == 0) {
            return;
        }
        for (int i = 0; i < SHARES.length; i++) {
            assertThat(cursors[i].valueUs(histogram))
                    .as("share %s", SHARES[i])
                    .isEqualTo(histogram.quantileUs(SHARES[i]));
        }
    }
}
