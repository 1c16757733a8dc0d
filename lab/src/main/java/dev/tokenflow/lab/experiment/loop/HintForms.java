package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;

/** A decision in the form a sender gets it, with nothing that a sender does not look at. */
public final class HintForms {
    private HintForms() {}

    public static Hint of(Scope scope, String key, PacingDecision decision) {
        return new Hint(
                scope,
                key,
                decision.tokensPerSecond(),
                decision.tokensPerChunk(),
                decision.state(),
                decision.confidence(),
                RttSummary.UNKNOWN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                decision.bytesPerSecond(),
                "",
                decision.why(),
                0,
                0,
                0,
                0,
                Double.NaN);
    }
}
