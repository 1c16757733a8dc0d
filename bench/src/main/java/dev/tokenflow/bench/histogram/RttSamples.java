package dev.tokenflow.bench.histogram;

import java.util.Random;

/**
 * Round trips of one path: log-normal around 40 ms, 95 % of them between 15 and 107 ms. Seeded: every JVM sees the same
 * ones.
 */
final class RttSamples {
    private static final double MEDIAN_US = 40_000;
    private static final double SIGMA = 0.5;
    private static final int PANE = 50;

    private RttSamples() {}

    /** {@code count} samples, us. */
    static int[] us(long seed, int count) {
        Random random = new Random(seed);
        int[] samples = new int[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (int) (MEDIAN_US * Math.exp(SIGMA * random.nextGaussian()));
        }
        return samples;
    }

    /** {@code count} panes of 50 samples each, us. */
    static int[][] panesUs(int count) {
        int[][] panes = new int[count][];
        for (int i = 0; i < count; i++) {
            panes[i] = us(i, PANE);
        }
        return panes;
    }
}
