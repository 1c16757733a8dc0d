package dev.tokenflow.job.config;

import java.io.Serializable;

/**
 * What makes a client's window fire before its slide is over.
 *
 * @param retransmits segments sent again in one pane; default 10; 0 = never
 * @param rttFactor   median of a pane over the one before; default 2; 0 = never
 * @param rttRiseMs   and at least this much above it, ms; default 20, above jitter
 */
public record AlarmConfig(int retransmits, double rttFactor, double rttRiseMs) implements Serializable {
    public static final AlarmConfig DEFAULT = new AlarmConfig(10, 2, 20);

    public AlarmConfig {
        if (retransmits < 0 || !(rttFactor >= 0) || !(rttRiseMs >= 0)) {
            throw new IllegalArgumentException("alarm needs retransmits >= 0, RTT factor >= 0, RTT rise >= 0, got "
                    + retransmits + ", " + rttFactor + ", " + rttRiseMs);
        }
    }
}
