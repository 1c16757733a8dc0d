package dev.tokenflow.core.source;

import java.io.Serializable;

/**
 * What makes a client's window fire at once instead of at the end of its slide.
 *
 * @param retransmits segments sent again in one pane; default 10; 0 = never
 * @param rttFactor median of a pane over the one before; default 2; 0 = never
 * @param rttRiseMs and at least this much above it, ms; default 20, above jitter
 * @param rttSamples and so many samples of the pane are that high: one alone may be a delayed ACK; default 3
 */
public record AlarmConfig(int retransmits, double rttFactor, double rttRiseMs, int rttSamples) implements Serializable {
    public static final AlarmConfig DEFAULT = new AlarmConfig(10, 2, 20, 3);

    /** Round trips are compared with a pane of the same client that is at most so old. */
    static final long RECENT_MS = 1_000;

    public AlarmConfig {
        if (retransmits < 0 || !(rttFactor >= 0) || !(rttRiseMs >= 0) || rttSamples < 1) {
            throw new IllegalArgumentException(
                    "alarm needs retransmits >= 0, RTT factor >= 0, RTT rise >= 0, RTT samples >= 1, got " + retransmits
                            + ", " + rttFactor + ", " + rttRiseMs + ", " + rttSamples);
        }
    }

    /** Median above which a pane jumps, when {@code recentMedianUs} is usual. */
    long jumpUs(long recentMedianUs) {
        return rttFactor == 0 ? Long.MAX_VALUE : (long) Math.max(rttFactor * recentMedianUs, recentMedianUs + 1e3 * rttRiseMs);
    }
}
