package dev.tokenflow.protocol.hint;

/**
 * Round-trip times of a window in ms; NaN where nothing was measured.
 *
 * @param minMs smallest
 * @param meanMs mean
 * @param p95Ms 95th percentile
 * @param maxMs largest
 */
public record RttSummary(double minMs, double meanMs, double p95Ms, double maxMs) {
    /** Nothing was measured. */
    public static final RttSummary UNKNOWN = new RttSummary(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
