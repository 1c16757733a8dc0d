package dev.tokenflow.report.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Nearest-rank percentiles of a measured quantity, in the unit its owner names; {@code null} = unknown.
 *
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 */
public record Quantiles(
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99) {
    /** Nothing was measured. */
    public static final Quantiles UNKNOWN = new Quantiles(null, null, null);

    public Quantiles {
        p50 = Known.orNull(p50);
        p95 = Known.orNull(p95);
        p99 = Known.orNull(p99);
    }

    /** What a file left out is unknown. */
    public static Quantiles orUnknown(@Nullable Quantiles quantiles) {
        return quantiles == null ? UNKNOWN : quantiles;
    }

    /** Percentiles of these samples, in any order; {@link #UNKNOWN} without samples. */
    public static Quantiles of(double[] samples) {
        if (samples.length == 0) {
            return UNKNOWN;
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Quantiles(nearestRank(sorted, 0.50), nearestRank(sorted, 0.95), nearestRank(sorted, 0.99));
    }

    /** The smallest sample with at least a share {@code q} of all samples at or below it. */
    public static double nearestRank(double[] sorted, double q) {
        int rank = (int) Math.ceil(q * sorted.length);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }
}
