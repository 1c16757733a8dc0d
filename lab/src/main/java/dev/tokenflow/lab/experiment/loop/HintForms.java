package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;

/** A decision in the form a sender gets it, with nothing that a sender does not look at. */
public final class HintForms {
    private HintForms() {}

    public static Hint of(Scope scope, String key, PacingDecision decision) {
        return Hint.of(scope, key)
                .tokensPerSecond(decision.tokensPerSecond())
                .tokensPerChunk(decision.tokensPerChunk())
                .state(decision.state())
                .confidence(decision.confidence())
                .bytesPerSecond(decision.bytesPerSecond())
                .why(decision.why())
                .build();
    }
}
