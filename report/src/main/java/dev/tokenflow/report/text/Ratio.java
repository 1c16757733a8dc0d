package dev.tokenflow.report.text;

/** "How many times better": with floors, so that a division by almost nothing cannot look like a triumph. */
public final class Ratio {
    /** Delays below this are the same to a reader, ms. */
    public static final double DELAY_FLOOR_MS = 5;

    /** Counts below this are chance. */
    public static final double COUNT_FLOOR = 5;

    private Ratio() {}

    /**
     * The other arm's delay over ours, both at least {@value #DELAY_FLOOR_MS} ms; above 1 ours is better; NaN when one
     * is unknown.
     */
    public static double ofDelays(double otherMs, double oursMs) {
        return Math.max(otherMs, DELAY_FLOOR_MS) / Math.max(oursMs, DELAY_FLOOR_MS);
    }

    /** The other arm's count over ours, both at least {@value #COUNT_FLOOR}; NaN when one is unknown. */
    public static double ofCounts(double other, double ours) {
        return Math.max(other, COUNT_FLOOR) / Math.max(ours, COUNT_FLOOR);
    }
}
