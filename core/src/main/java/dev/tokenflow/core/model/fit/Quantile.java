package dev.tokenflow.core.model.fit;

/** Nearest-rank quantiles. */
public final class Quantile {
    private Quantile() {}

    /** The smallest of the first {@code n} sorted values that at least the share {@code q} of them does not exceed. */
    public static double ofSorted(double[] sorted, int n, double q) {
        return sorted[(int) Math.max(0, Math.min(n - 1L, (long) Math.ceil(q * n) - 1))];
    }
}
