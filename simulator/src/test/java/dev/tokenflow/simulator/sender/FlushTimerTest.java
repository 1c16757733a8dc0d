package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.client.pacer.Pace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens come every 20 ms (or 80 ms), the first at once, and leave at the ticks of 50 ms that the first began. */
class FlushTimerTest {
    private static final long MS = 1_000_000;
    private static final SendPolicy TIMER = new SendPolicy(Sender.TIMER, Pace.UNLIMITED);

    @Test
    void afterTheFirstTokenAllThatCameLeavesEvery50Ms() {
        assertThat(run(50, 9)).containsExactly("20:1", "70:2", "120:3", "170:2", "180:1");
    }

    @Test
    void aTickWithoutATokenWritesNothingAndTheNextCounts() {
        // tokens at 80, 160, 240; ticks at 80, 130, 180, 230; the end leaves at once
        assertThat(run(12.5, 3)).containsExactly("80:1", "180:1", "240:1");
    }

    @Test
    void whatATickCouldNotWriteLeavesWhenTheConnectionTakesIt() {
        PacedAnswer answer = new PacedAnswer(new Generation(0, 50, 20), TIMER);
        assertThat(answer.tokensToSend(20 * MS, true)).isOne();
        assertThat(answer.tokensToSend(70 * MS, false)).isZero();
        assertThat(answer.waitsForWritable()).isTrue();
        assertThat(answer.wakeAtNs()).isEqualTo(PacedAnswer.NEVER);
        assertThat(answer.tokensToSend(101 * MS, true)).isEqualTo(4);
        assertThat(answer.tokensToSend(101 * MS, true)).isZero();
        assertThat(answer.wakeAtNs()).isEqualTo(120 * MS);
    }

    private static List<String> run(double rate, int tokens) {
        PacedAnswer answer = new PacedAnswer(new Generation(0, rate, tokens), TIMER);
        List<String> chunks = new ArrayList<>();
        for (long nowNs = 0; !answer.finished(); nowNs = answer.wakeAtNs()) {
            for (int sent = answer.tokensToSend(nowNs, true); sent > 0; sent = answer.tokensToSend(nowNs, true)) {
                chunks.add(nowNs / MS + ":" + sent);
            }
        }
        return chunks;
    }
}
