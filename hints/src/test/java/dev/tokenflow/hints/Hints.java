package dev.tokenflow.hints;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.model.ModelCard;
import java.util.List;
import java.util.Map;

/** Hints for tests. */
public final class Hints {
    private Hints() {}

    public static Hint client(String address, double tokensPerSecond, long seq) {
        return hint(Scope.CLIENT, address, tokensPerSecond, 1, seq, 60_000);
    }

    public static Hint hint(Scope scope, String key, double tokensPerSecond, long epoch, long seq, long ttlMs) {
        return Hint.of(scope, key)
                .tokensPerSecond(tokensPerSecond)
                .tokensPerChunk(2.5)
                .state(PathCondition.CONGESTED)
                .confidence(0.9)
                .rtt(new RttSummary(40, 50, 80, 90))
                .retransmitRate(0.01)
                .bytesPerSecond(12_345)
                .why("quoted \",\"ttl_ms\":1 and ünïcode")
                .epoch(epoch)
                .seq(seq)
                .issuedAtMs(1_700_000_000_000L + seq)
                .ttlMs(ttlMs)
                .oldestEventAtMs(1_700_000_000_000.25)
                .build();
    }

    public static ModelCard card(String name, String version) {
        return card(name, version, "good");
    }

    public static ModelCard card(String name, String version, String verdict) {
        return new ModelCard(
                name,
                version,
                1_700_000_000_000L,
                "isolation forest",
                1_699_996_400_000.0,
                1_700_000_000_000.0,
                12,
                9_000,
                3_000,
                List.of("a", "b"),
                "00000000000000ff",
                0.61,
                Map.of("held_rows", 3_000.0),
                verdict,
                306_812);
    }
}
