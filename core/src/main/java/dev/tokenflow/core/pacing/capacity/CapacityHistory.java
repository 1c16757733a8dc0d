package dev.tokenflow.core.pacing.capacity;

/**
 * How often a link was slower than a given capacity: for each of a list of capacities (buckets) it holds the time in
 * which the link was seen to be slower, and the time for which that is known at all. Both are forgotten exponentially.
 *
 * <p>While a queue stands the capacity is known, and with it every bucket. While none stands, it is only known that the
 * load passed, which says something about the buckets up to the load and nothing about those above. So a load that
 * never causes a queue does not make the link look faster than it was seen to be (censored observations, as in Kaplan
 * and Meier 1958); what was learned above the load only decays.
 *
 * <p>A working copy for one step. Number and bounds of the buckets are part of the saved form and never change.
 */
public final class CapacityHistory {
    /** Bound of the first bucket, bytes/s. */
    private static final double LOWEST = 1_000;

    /** Each bound is this many times the one before. */
    private static final double STEP = 1.3;

    private static final int BUCKETS = 44;

    /** Numbers of the saved form. */
    public static final int PLACES = 2 * BUCKETS;

    private static final double LOG_STEP = Math.log(STEP);

    /** A history of less than this counts as none, s. */
    private static final double FAINT_S = 1e-3;

    private final double[] slower = new double[BUCKETS];
    private final double[] known = new double[BUCKETS];

    /** The history that {@link #write} put at {@code offset}. */
    public static CapacityHistory read(double[] memory, int offset) {
        CapacityHistory history = new CapacityHistory();
        System.arraycopy(memory, offset, history.slower, 0, BUCKETS);
        System.arraycopy(memory, offset + BUCKETS, history.known, 0, BUCKETS);
        return history;
    }

    /** Puts the numbers that {@link #read} reads at {@code offset}. */
    public void write(double[] memory, int offset) {
        System.arraycopy(slower, 0, memory, offset, BUCKETS);
        System.arraycopy(known, 0, memory, offset + BUCKETS, BUCKETS);
    }

    /** Whether the link was never seen to be slow, or that is forgotten. */
    public boolean isEmpty() {
        return slower[BUCKETS - 1] < FAINT_S;
    }

    /** Time passes: everything counts less. */
    public void decay(double seconds, double timeConstantS) {
        double left = Math.exp(-seconds / timeConstantS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            slower[bucket] *= left;
            known[bucket] *= left;
        }
    }

    /** For {@code seconds} the link carried this and no more, bytes/s. */
    public void saturated(double capacity, double seconds) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            known[bucket] += seconds;
            slower[bucket] += capacity < boundOf(bucket) ? seconds : 0;
        }
    }

    /** For {@code seconds} the link carried this without a queue, bytes/s. */
    public void carried(double load, double seconds) {
        for (int bucket = 0; bucket < BUCKETS && boundOf(bucket) <= load; bucket++) {
            known[bucket] += seconds;
        }
    }

    /** A load was carried that the past speaks against: only {@code share} of the past still counts. */
    public void discount(double share) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            slower[bucket] *= share;
        }
    }

    /**
     * The capacity than which the link is slower in {@code share} of the time, bytes/s; infinite when it never was
     * slower than any bucket for so long.
     *
     * @param share 0 to 1
     * @param priorS seconds of a faster link that are taken for granted, so that a short moment is not all there is
     */
    public double quantile(double share, double priorS) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (slower[bucket] > share * (known[bucket] + priorS)) {
                return bucket == 0 ? LOWEST : boundOf(bucket - 1);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** One bucket more than {@code capacity}, bytes/s. */
    public static double above(double capacity) {
        return capacity * STEP;
    }

    private static double boundOf(int bucket) {
        return LOWEST * Math.exp(bucket * LOG_STEP);
    }
}
