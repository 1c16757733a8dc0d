package dev.tokenflow.core.incident;

/** Share of the active that are in trouble on each side while there is no incident. */
final class UsualShares {
    /** What is taken for usual before anything is known. */
    private static final double FIRST = 0.02;

    /** Below this nobody can be sure of a share. */
    private static final double LEAST = 0.005;

    /** What is usual counts as much as so many clients elsewhere. */
    private static final double WEIGHT = 20;

    private final double[] shares = new double[Side.count()];

    UsualShares() {
        java.util.Arrays.fill(shares, FIRST);
    }

    void learn(Side side, double share, double part) {
        shares[side.ordinal()] += part * (share - shares[side.ordinal()]);
    }

    /** Probability of trouble where so many of so many have it elsewhere. */
    double expected(Side side, int troubledElsewhere, int activeElsewhere) {
        double usual = Math.max(LEAST, shares[side.ordinal()]);
        return Math.min(0.999, (troubledElsewhere + WEIGHT * usual) / (activeElsewhere + WEIGHT));
    }

    double[] toArray() {
        return shares.clone();
    }

    void restore(double[] saved) {
        System.arraycopy(saved, 0, shares, 0, Math.min(saved.length, shares.length));
    }
}
