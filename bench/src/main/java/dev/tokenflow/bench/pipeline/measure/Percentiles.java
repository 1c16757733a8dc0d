package dev.tokenflow.bench.pipeline.measure;

import java.util.Arrays;

/**
 * Nearest-rank percentiles; NaN without samples.
 *
 * @param samples how many there were
 */
public record Percentiles(double p50, double p95, double p99, int samples) {
    public static Percentiles of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Percentiles(rank(sorted, 0.50), rank(sorted, 0.95), rank(sorted, 0.99), sorted.length);
    }

    private static double rank(double[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(1, (int) Math.ceil(q * sorted.length)) - 1];
    }
}
