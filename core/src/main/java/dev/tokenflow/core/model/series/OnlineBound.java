package dev.tokenflow.core.model.series;

/**
 * Moves an upper bound so that it covers the wanted share of the values. It learns from outcomes alone: the bound is
 * raised a little whenever it was exceeded, and lowered by a nineteenth of that when it was not (adaptive conformal
 * inference, Gibbs and Candès 2021, on the bound itself). The step follows the size of the errors.
 */
final class OnlineBound {
    private static final double STEP = 0.1;
    private static final double FADE = 0.01;

    private final double quantile;
    private double shift;
    private double scale;
    private long outcomes;

    OnlineBound(double quantile) {
        this.quantile = quantile;
    }

    /** What is to be added to a bound said now. */
    double shift() {
        return shift;
    }

    /** Takes in how far an outcome was above the bound that was said without the shift; negative below. */
    void learn(double excess, double error) {
        outcomes++;
        scale += Math.max(FADE, 1.0 / outcomes) * (Math.abs(error) - scale);
        boolean exceeded = excess > shift;
        shift += STEP * scale * ((exceeded ? 1 : 0) - (1 - quantile));
    }
}
