package dev.tokenflow.protocol.stats;

/**
 * Mean and largest of some times, ms; both NaN when there were none or nobody measured them. No percentile: a second
 * has too few tokens for one, and means and maxima of several rows can be put together.
 *
 * @param meanMs 0 to {@code maxMs}
 * @param maxMs at most {@value #LONGEST_MS}
 */
public record MeanAndMax(double meanMs, double maxMs) {
    /** Longest time that can be reported, ms: one hour. What is longer is reported as this. */
    public static final double LONGEST_MS = 3_600_000;

    /** There were none, or nobody measured them. */
    public static final MeanAndMax UNKNOWN = new MeanAndMax(Double.NaN, Double.NaN);

    public MeanAndMax {
        boolean unknown = Double.isNaN(meanMs) && Double.isNaN(maxMs);
        if (!unknown && !(meanMs >= 0 && meanMs <= maxMs && maxMs <= LONGEST_MS)) {
            throw new IllegalArgumentException("mean is " + meanMs + " ms and max is " + maxMs
                    + " ms, expected 0 <= mean <= max <= " + LONGEST_MS + ", or both null");
        }
    }
}
