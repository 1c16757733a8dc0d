package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer at 50 tokens a second whose chunks cost 250 bytes, headers included, and 5 bytes a token. */
class BudgetedAnswerTest {
    private static final long MS = 1_000_000;

    private record Chunk(long atMs, int tokens) {}

    @Test
    void withoutAHintEveryTokenLeavesWhenItComes() {
        assertThat(run(Hint.unpaced("203.0.113.7"), 1, 3))
                .containsExactly(new Chunk(20, 1), new Chunk(40, 1), new Chunk(60, 1));
    }

    /** 250 / (2,750 - 5 * 50) s are 100 ms; the first chunk is paid for by what a stream may have at its start. */
    @Test
    void theShareOfTheBudgetSpacesTheChunksAndTheEndIsNotHeld() {
        List<Chunk> chunks = run(budget(3 * 2_750, 1_000), 3, 23);

        assertThat(chunks).extracting(Chunk::tokens).containsExactly(1, 3, 5, 5, 5, 4);
        assertThat(chunks.get(chunks.size() - 1).atMs()).isEqualTo(460);
    }

    @Test
    void aBudgetThatFitsNothingHoldsNoTokenLongerThanTheHold() {
        assertThat(run(budget(1, 80), 1, 12))
                .containsExactly(new Chunk(20, 1), new Chunk(120, 5), new Chunk(220, 5), new Chunk(240, 1));
    }

    private static Hint budget(double bytesPerSecond, double holdMs) {
        return Hint.of(Scope.CLIENT, "203.0.113.7")
                .clientBytesPerSecond(bytesPerSecond)
                .holdMs(holdMs)
                .build();
    }

    private static List<Chunk> run(Hint hint, int streams, int tokens) {
        OutgoingAnswer answer = SendPolicy.budgeted().answer(new Generation(0, 50, tokens), new EventCost(250, 5));
        answer.obey(HeldHint.withoutEnd(hint, 0), streams, 0);
        List<Chunk> chunks = new ArrayList<>();
        long nowNs = 0;
        while (!answer.finished()) {
            int chunk = answer.tokensToSend(nowNs, true);
            if (chunk > 0) {
                answer.wrote(nowNs, chunk, 198 + 5L * chunk);
                chunks.add(new Chunk(nowNs / MS, chunk));
            } else {
                assertThat(answer.wakeAtNs()).isGreaterThan(nowNs);
                nowNs = answer.wakeAtNs();
            }
        }
        return chunks;
    }
}
