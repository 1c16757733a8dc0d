package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * What the agent counted over the whole run; {@code null} = unknown.
 *
 * @param rttEvents RTT events that left the kernel
 * @param retransmitEvents retransmit events that left the kernel
 * @param lostEvents events lost at any stage of the agent
 * @param source where they came from: the probe tier in use, or {@code simulated}
 */
public record AgentFigures(
        @Nullable Long rttEvents,
        @Nullable Long retransmitEvents,
        @Nullable Long lostEvents,
        @Nullable String source) {
    public AgentFigures {
        Known.notNegative("rtt_events", rttEvents);
        Known.notNegative("retransmit_events", retransmitEvents);
        Known.notNegative("lost_events", lostEvents);
    }
}
