package dev.tokenflow.lab.demo;

import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.PathCondition;
import dev.tokenflow.core.pacing.RttSummary;
import dev.tokenflow.core.pacing.Scope;

/** Hints of which only rate and chunk matter. */
final class Hints {
    private Hints() {}

    static Hint of(String client, double tokensPerSecond, double tokensPerChunk) {
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
