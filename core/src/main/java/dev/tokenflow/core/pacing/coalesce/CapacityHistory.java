package dev.tokenflow.core.pacing.coalesce;

/**
 * How often a link was slower than so many bytes a second: for each rung of a ladder of capacities the time the link
 * was seen to be slower, and the time for which that is known at all. Both are forgotten exponentially.
 *
 * <p>While a queue stands the capacity is known, and with it every rung. While none stands only the load is known to
 * have passed: it says something of the rungs up to the load, and nothing of those above. So a load that never causes a
 * queue does not make the link look faster than it was seen to be (censored observations, as in Kaplan and Meier 1958);
 * what was learned above it only fades.
 *
 * <p>A working copy for one step; {@link #copyTo} puts it into a memory.
 */
final class CapacityHistory {
    private static final double LOWEST = 1_000;
    private static final double STEP = 1.3;
    private static final int RUNGS = 44;

    /** Numbers it takes in a memory. */
    static final int PLACES = 2 * RUNGS;

    private static final double LOG_STEP = Math.log(STEP);

    /** Below this nothing is left to be remembered, s. */
    private static final double FAINT_S = 1e-3;

    private final double[] slower = new double[RUNGS];
    private final double[] known = new double[RUNGS];

    /** Nothing known. */
    CapacityHistory() {}

    /** What {@link #copyTo} wrote at {@code offset}; nothing when there is no room for it there. */
    CapacityHistory(double[] memory, int offset) {
        if (memory.length >= offset + PLACES) {
            System.arraycopy(memory, offset, slower, 0, RUNGS);
            System.arraycopy(memory, offset + RUNGS, known, 0, RUNGS);
        }
    }

    void copyTo(double[] memory, int offset) {
        System.arraycopy(slower, 0, memory, offset, RUNGS);
        System.arraycopy(known, 0, memory, offset + RUNGS, RUNGS);
    }

    /** Whether the link was ever seen to be slower than anything, and that is not forgotten. */
    boolean isEmpty() {
        return slower[RUNGS - 1] < FAINT_S;
    }

    /** Time passes: everything counts less. */
    void fade(double seconds, double timeConstantS) {
        double left = Math.exp(-seconds / timeConstantS);
        for (int rung = 0; rung < RUNGS; rung++) {
            slower[rung] *= left;
            known[rung] *= left;
        }
    }

    /** For {@code seconds} the link carried this and no more, bytes/s. */
    void saturated(double capacity, double seconds) {
        for (int rung = 0; rung < RUNGS; rung++) {
            known[rung] += seconds;
            slower[rung] += capacity < at(rung) ? seconds : 0;
        }
    }

    /** For {@code seconds} the link carried this without a queue, bytes/s. */
    void carried(double load, double seconds) {
        for (int rung = 0; rung < RUNGS && at(rung) <= load; rung++) {
            known[rung] += seconds;
        }
    }

    /** A load was carried that the past speaks against: the past counts for less. */
    void doubt(double share) {
        for (int rung = 0; rung < RUNGS; rung++) {
            slower[rung] *= share;
        }
    }

    /**
     * The largest capacity than which the link is seldom slower, bytes/s; infinite when it never was.
     *
     * @param share of the time that counts as seldom, 0 to 1
     * @param priorS seconds of a faster link that are taken for granted, so that a short moment is not all there is
     */
    double seldomSlowerThan(double share, double priorS) {
        for (int rung = 0; rung < RUNGS; rung++) {
            if (slower[rung] > share * (known[rung] + priorS)) {
                return rung == 0 ? LOWEST : at(rung - 1);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The rung above, bytes/s. */
    static double above(double capacity) {
        return capacity * STEP;
    }

    private static double at(int rung) {
        return LOWEST * Math.exp(rung * LOG_STEP);
    }
}
