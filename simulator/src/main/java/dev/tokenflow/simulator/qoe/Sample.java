package dev.tokenflow.simulator.qoe;

import java.util.Arrays;

/** A growing set of durations and their exact nearest-rank percentiles. */
public final class Sample {
    private static final double NS_PER_MS = 1e6;

    private long[] valuesNs = new long[64];
    private int size;
    private boolean sorted = true;

    /** Adds one duration, ns. */
    public void add(long valueNs) {
        if (size == valuesNs.length) {
            valuesNs = Arrays.copyOf(valuesNs, size * 2);
        }
        valuesNs[size++] = valueNs;
        sorted = false;
    }

    /** How many durations there are. */
    public int size() {
        return size;
    }

    /**
     * The nearest-rank percentile: the smallest value with at least {@code percent} % of all at or below it.
     *
     * @param percent 0 to 100, not 0
     * @return ms; NaN when empty
     */
    public double percentileMs(double percent) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(valuesNs, 0, size);
            sorted = true;
        }
        int rank = (int) Math.ceil(percent * size / 100);
        return valuesNs[Math.clamp(rank, 1, size) - 1] / NS_PER_MS;
    }

    /** Forgets everything. */
    public void clear() {
        size = 0;
        sorted = true;
    }
}
