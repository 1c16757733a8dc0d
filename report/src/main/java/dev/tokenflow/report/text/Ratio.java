package dev.tokenflow.report.text;

/**
 * "How many times better": with a floor under both values, so that a tiny denominator cannot make a small difference
 * look large.
 */
public final class Ratio {
    /** Delays below this are the same to a reader, ms. */
    static final double DELAY_FLOOR_MS = 5;

    /** Counts below this are chance. */
    static final double COUNT_FLOOR = 5;

    private Ratio() {}

    /**
     * The other delay over this one, both at least {@value #DELAY_FLOOR_MS} ms; above 1 this one is better; NaN when
     * one is unknown.
     */
    public static double ofDelays(double otherMs, double valueMs) {
        return Math.max(otherMs, DELAY_FLOOR_MS) / Math.max(valueMs, DELAY_FLOOR_MS);
    }

    /** The other count over this one, both at least {@value #COUNT_FLOOR}; NaN when one is unknown. */
    public static double ofCounts(double other, double value) {
        return Math.max(other, COUNT_FLOOR) / Math.max(value, COUNT_FLOOR);
    }
}
