package dev.tokenflow.hints;

import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.PathCondition;
import dev.tokenflow.core.pacing.RttSummary;
import dev.tokenflow.core.pacing.Scope;

/** Hints for tests. */
final class Hints {
    private Hints() {}

    static Hint client(String address, double tokensPerSecond, long seq) {
        return hint(Scope.CLIENT, address, tokensPerSecond, 1, seq, 60_000);
    }

    static Hint hint(Scope scope, String key, double tokensPerSecond, long epoch, long seq, long ttlMs) {
        return new Hint(
                scope,
                key,
                tokensPerSecond,
                2.5,
                PathCondition.CONGESTED,
                0.9,
                new RttSummary(40, 50, 80, 90),
                0.01,
                Double.NaN,
                Double.NaN,
                12_345,
                "",
                "quoted \",\"ttl_ms\":1 and ünïcode",
                epoch,
                seq,
                1_700_000_000_000L + seq,
                ttlMs,
                1_700_000_000_000.25);
    }
}
