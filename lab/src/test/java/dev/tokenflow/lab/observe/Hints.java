package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;

/** Hints of which only rate and chunk matter. */
public final class Hints {
    private Hints() {}

    public static Hint of(String client, double tokensPerSecond, double tokensPerChunk) {
        return new Hint(
                Scope.CLIENT,
                client,
                tokensPerSecond,
                tokensPerChunk,
                PathCondition.CLEAR,
                1,
                RttSummary.UNKNOWN,
                0,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                "",
                "test",
                1,
                1,
                0,
                2000,
                Double.NaN);
    }
}
