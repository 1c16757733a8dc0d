package dev.tokenflow.report.run;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.text.Known;
import dev.tokenflow.report.text.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * What readers of one network felt during one phase.
 *
 * @param name the phase, see {@link PhaseFacts#name}
 * @param tokenDelayMs delay of the tokens generated in this phase, in ms
 * @param tokensDelivered tokens that arrived in this phase
 * @param retransmits segments sent again in this phase
 * @param rttMs round trips in this phase, in ms
 */
public record PhaseResult(
        String name,
        Quantiles tokenDelayMs,
        @Nullable Long tokensDelivered,
        @Nullable Long retransmits,
        Quantiles rttMs) {
    public PhaseResult {
        tokenDelayMs = Quantiles.orUnknown(tokenDelayMs);
        rttMs = Quantiles.orUnknown(rttMs);
        Known.notNegative("tokens_delivered", tokensDelivered);
        Known.notNegative("retransmits", retransmits);
    }
}
