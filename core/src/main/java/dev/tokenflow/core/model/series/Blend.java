package dev.tokenflow.core.model.series;

import java.util.Arrays;

/**
 * Mixes the forecasts of several experts so that it is hardly worse than the best of them, whichever that is: each
 * weighs as much as one would have regretted of late not to have followed it (ML-Poly: Gaillard, Stoltz and van Erven,
 * "A second-order bound with excess losses", COLT 2014). It has nothing to be tuned to a series but its memory, of some
 * two hundred outcomes. Absolute errors are convex, so a mixture is never worse than its experts' weighted mean.
 */
final class Blend {
    private static final double MEMORY = 0.995;

    private final double[] regret;
    private final double[] squares;
    private final int fallback;
    private double largest;

    /** @param fallback expert that is followed as long as none is known to be better than the mixture */
    Blend(int experts, int fallback) {
        regret = new double[experts];
        squares = new double[experts];
        this.fallback = fallback;
    }

    /** Shares of the experts, not negative, 1 in all. */
    double[] shares() {
        double[] shares = new double[regret.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            if (regret[i] > 0) {
                shares[i] = regret[i] / (largest * largest + squares[i]);
                sum += shares[i];
            }
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            Arrays.fill(shares, 0);
            shares[fallback] = 1;
            return shares;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    double mix(double[] forecasts) {
        return mix(shares(), forecasts);
    }

    static double mix(double[] shares, double[] forecasts) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i] == 0 ? 0 : shares[i] * forecasts[i];
        }
        return sum;
    }

    void learn(double[] forecasts, double came) {
        double own = Math.abs(came - mix(forecasts));
        largest *= MEMORY;
        for (int i = 0; i < regret.length; i++) {
            double better = own - Math.abs(came - forecasts[i]);
            regret[i] = MEMORY * regret[i] + better;
            squares[i] = MEMORY * squares[i] + better * better;
            largest = Math.max(largest, Math.abs(better));
        }
    }
}
