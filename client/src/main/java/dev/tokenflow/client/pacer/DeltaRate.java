package dev.tokenflow.client.pacer;

/** Deltas a second that an engine sends, of which each second counts less with every one after it. */
final class DeltaRate {
    private static final double TIME_CONSTANT_NS = 2e9;

    /** Before anything was seen: 50 deltas a second, which counts as much as a fifth of a second. */
    private static final double PRIOR_DELTAS = 10;

    private static final double PRIOR_NS = 0.2e9;

    private double deltas = PRIOR_DELTAS;
    private double spanNs = PRIOR_NS;
    private long atNs;

    DeltaRate(long nowNs) {
        atNs = nowNs;
    }

    /** So many came since the last call. */
    void came(long count, long nowNs) {
        double elapsedNs = Math.max(0, nowNs - atNs);
        double left = Math.exp(-elapsedNs / TIME_CONSTANT_NS);
        deltas = deltas * left + count;
        spanNs = spanNs * left + elapsedNs;
        atNs = nowNs;
    }

    double perSecond() {
        return deltas / spanNs * 1e9;
    }
}
