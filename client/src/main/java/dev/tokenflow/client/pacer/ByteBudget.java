package dev.tokenflow.client.pacer;

/**
 * One stream's share of a client's wire bytes a second: a token bucket of bytes. It holds as much as the next event
 * needs, or what comes in within {@value #BURST_MS} ms, so that deltas which come unevenly are not held back while the
 * mean fits. An event that had to leave although it did not fit makes a debt, at most that of one second.
 */
final class ByteBudget {
    private static final long BURST_MS = 20;
    private static final double BURST_S = BURST_MS / 1e3;
    private static final double MOST_DEBT_S = 1;
    private static final double NS_PER_SECOND = 1e9;

    /** Bytes this close to what is needed are enough: sums of doubles and times in whole ns miss it by less. */
    private static final double TOLERANCE = 1e-3;

    private double bytesPerSecond = Double.NaN;
    private double bytes;
    private long atNs;

    boolean isLimited() {
        return !Double.isNaN(bytesPerSecond);
    }

    /**
     * From now on this budget holds.
     *
     * @param perSecond wire bytes a second, &gt; 0; NaN = no limit
     * @param nextEvent bytes of an event with one delta: a stream that had no limit so far may send one at once
     */
    void limit(double perSecond, double nextEvent, long nowNs) {
        if (isLimited()) {
            refill(nowNs);
        } else {
            bytes = nextEvent;
            atNs = nowNs;
        }
        bytesPerSecond = perSecond;
    }

    /** Whether an event of so many bytes fits now. */
    boolean fits(double needed, long nowNs) {
        if (!isLimited()) {
            return true;
        }
        refill(nowNs);
        bytes = Math.min(bytes, Math.max(needed, BURST_S * bytesPerSecond));
        return bytes >= needed - TOLERANCE;
    }

    /** How long until an event fits that does not now, ns. */
    long waitNs(double needed) {
        double ns = (needed - bytes) / bytesPerSecond * NS_PER_SECOND;
        return Math.max(1, (long) Math.ceil(ns));
    }

    void spend(double spent, long nowNs) {
        if (isLimited()) {
            refill(nowNs);
            bytes = Math.max(bytes - spent, -MOST_DEBT_S * bytesPerSecond);
        }
    }

    private void refill(long nowNs) {
        bytes += Math.max(0, nowNs - atNs) / NS_PER_SECOND * bytesPerSecond;
        atNs = nowNs;
    }
}
