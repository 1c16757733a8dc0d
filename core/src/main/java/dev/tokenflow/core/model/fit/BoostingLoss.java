package dev.tokenflow.core.model.fit;

import java.io.Serializable;

/**
 * What boosted trees are fitted to.
 *
 * @param quantile NaN for squared error, whose best guess is the mean; else the quantile of the pinball loss, between 0
 *     and 1: one half is absolute error
 */
public record BoostingLoss(double quantile) implements Serializable {
    public static final BoostingLoss SQUARED = new BoostingLoss(Double.NaN);
    public static final BoostingLoss ABSOLUTE = new BoostingLoss(0.5);

    public BoostingLoss {
        if (!Double.isNaN(quantile) && !(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("quantile is " + quantile + ", expected between 0 and 1");
        }
    }

    public static BoostingLoss pinball(double quantile) {
        return new BoostingLoss(quantile);
    }

    boolean isSquared() {
        return Double.isNaN(quantile);
    }

    /** Loss of a residual (came - said); pinball loss as in Koenker and Bassett 1978. */
    public double of(double residual) {
        if (isSquared()) {
            return residual * residual;
        }
        return residual >= 0 ? quantile * residual : (quantile - 1) * residual;
    }

    /** The negative gradient at a residual, which the next tree is fitted to (Friedman 2001, section 4). */
    double gradient(double residual) {
        if (isSquared()) {
            return residual;
        }
        return residual > 0 ? quantile : residual < 0 ? quantile - 1 : 0;
    }
}
