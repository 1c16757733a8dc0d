package dev.tokenflow.hints.topic;

/**
 * How long the records of one partition were on their way from the broker to this machine. Two clocks that may differ
 * by anything cannot say that of one record. But the one that was fastest lately took next to no time, so what another
 * took beyond it is known: nothing as long as all is well, and seconds when the broker stood still, the network did, or
 * this machine had no time to read.
 *
 * <p>The fastest is that of the last {@link #RENEWAL_MS} to twice as long, so that drift of the clocks is followed.
 * When the broker's clock was set back, all records seem slow. They are not if that lasts for {@link #PATIENCE_MS} and
 * no more of them wait: then the count begins anew. Not thread-safe.
 */
final class TransitClock {
    static final long RENEWAL_MS = 30_000;
    static final long PATIENCE_MS = 5_000;
    private static final long SLOW_MS = 1_000;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private long beganMs = Long.MIN_VALUE;
    private long least = UNKNOWN;
    private long leastBefore = UNKNOWN;
    private long slowSinceMs = UNKNOWN;

    /**
     * A record was read.
     *
     * @param appendMs the broker's append time, ms since 1970
     * @param nowMs of a clock of this machine that only runs forward, ms
     * @param isLast whether no more records waited when it was read
     * @return how much longer it was under way than the fastest lately, ms
     */
    long delayMs(long appendMs, long nowMs, boolean isLast) {
        long difference = nowMs - appendMs;
        if (beganMs == Long.MIN_VALUE) {
            beganMs = nowMs;
        } else if (isLast && nowMs - beganMs >= RENEWAL_MS) { // else what is slow would become the measure
            beganMs = nowMs;
            leastBefore = least;
            least = UNKNOWN;
        }
        least = Math.min(least, difference);
        long delayMs = difference - Math.min(least, leastBefore);
        if (delayMs < SLOW_MS || !isLast) {
            slowSinceMs = UNKNOWN;
        } else if (slowSinceMs == UNKNOWN) {
            slowSinceMs = nowMs;
        } else if (nowMs - slowSinceMs >= PATIENCE_MS) {
            slowSinceMs = UNKNOWN;
            beganMs = nowMs;
            leastBefore = UNKNOWN;
            least = difference;
            return 0;
        }
        return delayMs;
    }
}
