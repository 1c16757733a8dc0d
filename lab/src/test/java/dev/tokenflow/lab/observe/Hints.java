package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;

/** Hints of which only rate and chunk matter. */
public final class Hints {
    private Hints() {}

    public static Hint of(String client, double tokensPerSecond, double tokensPerChunk) {
        return Hint.of(Scope.CLIENT, client)
                .tokensPerSecond(tokensPerSecond)
                .tokensPerChunk(tokensPerChunk)
                .state(PathCondition.CLEAR)
                .confidence(1)
                .retransmitRate(0)
                .why("test")
                .epoch(1)
                .seq(1)
                .ttlMs(2000)
                .build();
    }
}
