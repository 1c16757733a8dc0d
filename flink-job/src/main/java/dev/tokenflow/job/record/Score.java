package dev.tokenflow.job.record;

/**
 * What the models say of a path.
 *
 * @param anomalyScore   0 to 1; NaN without a model
 * @param predictedRttMs forecast; NaN without a model
 * @param model          version of the models used; empty without
 */
public record Score(double anomalyScore, double predictedRttMs, String model) {
    /** No model was used. */
    public static final Score NONE = new Score(Double.NaN, Double.NaN, "");
}
