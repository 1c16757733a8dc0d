package dev.tokenflow.bench.pipeline.measure;

/**
 * Looks for the highest rate that holds: multiplies the rate until one does not, then halves the ratio between the two
 * until it is small enough. Rates are rounded to two digits and a half: 12,500, 130,000.
 */
public final class RateSearch {
    /** Below this, in events a second, nothing is looked for. */
    public static final double LEAST = 1_000;

    private final double start;
    private final double factor;
    private final double precision;
    private final double most;
    private double held;
    private double failed = Double.POSITIVE_INFINITY;

    /**
     * @param start the first rate
     * @param factor from one rate to the next while all hold, or none does
     * @param precision ratio between the lowest rate that does not hold and the highest that does, at which the search
     *     ends
     * @param most no rate above is tried
     */
    public RateSearch(double start, double factor, double precision, double most) {
        this.start = start;
        this.factor = factor;
        this.precision = precision;
        this.most = most;
    }

    /** Whether {@link #best} is the answer. */
    public boolean isOver() {
        return held >= most || failed <= LEAST || failed / held <= precision || next() <= held || next() >= failed;
    }

    /** The rate to try. */
    public double next() {
        if (held == 0) {
            return round(Double.isInfinite(failed) ? start : failed / factor);
        }
        return Math.min(most, round(Double.isInfinite(failed) ? held * factor : Math.sqrt(held * failed)));
    }

    /** What became of a rate. */
    public void tell(double rate, boolean holds) {
        if (holds) {
            held = Math.max(held, rate);
        } else {
            failed = Math.min(failed, rate);
        }
    }

    /** The highest rate that held; 0 = none. */
    public double best() {
        return held;
    }

    private static double round(double rate) {
        double step = Math.pow(10, Math.floor(Math.log10(rate)) - 1) / 2;
        return Math.rint(rate / step) * step;
    }
}
