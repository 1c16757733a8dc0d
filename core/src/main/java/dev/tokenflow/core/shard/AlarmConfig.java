package dev.tokenflow.core.shard;

import java.io.Serializable;

/**
 * When a client's window is evaluated at once instead of at the end of its slide.
 *
 * @param retransmits segments sent again in one pane, tail loss probes left out; default 10; 0 = never. Where the
 *     kernel says that a retransmission timer ran out, that is enough
 * @param rttFactor median of a pane over the one before; default 2; 0 = never
 * @param rttRiseMs least rise above it that counts, ms; default 20, which is above jitter
 * @param rttSamples samples of the pane that must be so high: one alone may be a delayed ACK; default 3
 */
public record AlarmConfig(int retransmits, double rttFactor, double rttRiseMs, int rttSamples) implements Serializable {
    public static final AlarmConfig DEFAULT = new AlarmConfig(10, 2, 20, 3);

    /** Round trips are compared with the median of a pane of the same client that is at most so old. */
    static final long RECENT_MS = 1_000;

    public AlarmConfig {
        if (retransmits < 0 || !(rttFactor >= 0) || !(rttRiseMs >= 0) || rttSamples < 1) {
            throw new IllegalArgumentException(
                    "alarm needs retransmits >= 0, RTT factor >= 0, RTT rise >= 0, RTT samples >= 1, got " + retransmits
                            + ", " + rttFactor + ", " + rttRiseMs + ", " + rttSamples);
        }
    }

    /** Round trip above which a sample counts as high, given the median of a recent pane. */
    long jumpUs(long recentMedianUs) {
        return rttFactor == 0
                ? Long.MAX_VALUE
                : (long) Math.max(rttFactor * recentMedianUs, recentMedianUs + 1e3 * rttRiseMs);
    }
}
