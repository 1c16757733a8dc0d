package dev.tokenflow.core.diagnosis;

/**
 * What is usual on a network, learnt from rows of its paths in which nothing was the matter.
 *
 * @param lossLow share of segments that is lost, 0 to 1, which 5 % of the rows do not reach; NaN = not known
 * @param lossHigh the same, which 95 % of the rows do not exceed
 */
public record UsualRange(double lossLow, double lossHigh) {
    /** Names of the metrics of a model that hold them. */
    public static final String LOSS_LOW = "usual_loss_low";

    public static final String LOSS_HIGH = "usual_loss_high";

    /** Nothing was learnt yet. */
    public static final UsualRange UNKNOWN = new UsualRange(Double.NaN, Double.NaN);

    /** A loss rate must be above this many times what is usual to be called loss. */
    private static final double ABOVE_USUAL = 1.5;

    boolean isKnown() {
        return !Double.isNaN(lossLow) && !Double.isNaN(lossHigh);
    }

    /** The loss rate above which a path loses more than is ordinary anywhere, or usual here, 0 to 1. */
    double lossBound() {
        return isKnown() ? Math.max(LossLevels.ORDINARY, ABOVE_USUAL * lossHigh) : LossLevels.ORDINARY;
    }
}
