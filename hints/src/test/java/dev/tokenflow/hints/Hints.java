package dev.tokenflow.hints;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;

/** Hints for tests. */
public final class Hints {
    private Hints() {}

    public static Hint client(String address, double tokensPerSecond, long seq) {
        return hint(Scope.CLIENT, address, tokensPerSecond, 1, seq, 60_000);
    }

    public static Hint hint(Scope scope, String key, double tokensPerSecond, long epoch, long seq, long ttlMs) {
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
