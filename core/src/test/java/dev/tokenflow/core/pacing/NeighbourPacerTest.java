package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hints live for 2 s, and for 30 s when they ask for nothing. */
class NeighbourPacerTest {
    private final NeighbourPacer pacer = new NeighbourPacer(LifetimeConfig.DEFAULT.toldOften());

    @Test
    void mostOfFiveActiveClientsMakeAHintThatCannotHarm() {
        PacingDecision decision = pacer.next(null, 5, 3, 1_000).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(decision.tokensPerSecond()).isNaN();
        assertThat(decision.tokensPerChunk()).isEqualTo(2);
        assertThat(decision.why()).isEqualTo("3 of 5 active clients are congested");
    }

    @Test
    void halfOfThemDoNot() {
        PacingDecision decision = pacer.next(null, 6, 3, 1_000).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.CLEAR);
        assertThat(decision.tokensPerChunk()).isEqualTo(1);
    }

    @Test
    void fourClientsSayNothing() {
        assertThat(pacer.next(null, 4, 4, 1_000).decision().state()).isEqualTo(PathCondition.UNKNOWN);
    }

    /** Its clients are congested from 21 s to 23 s. */
    @Test
    void sendersHearOfChangesAtOnceAndOtherwiseAThirdOfAHintsLifeLater() {
        List<Long> toldAt = new ArrayList<>();
        PathPacing before = null;
        for (long nowMs = 1_000; nowMs <= 40_000; nowMs += 200) {
            before = pacer.next(before, 5, nowMs < 21_000 || nowMs > 23_000 ? 0 : 5, nowMs);
            if (before.isNews()) {
                toldAt.add(nowMs);
            }
        }

        assertThat(toldAt).filteredOn(ms -> ms >= 21_000 && ms <= 23_200).contains(21_000L, 21_800L, 22_600L, 23_200L);
        assertThat(toldAt)
                .filteredOn(ms -> ms < 21_000 || ms > 23_200)
                .startsWith(1_000L)
                .hasSizeBetween(3, 5);
        assertThat(before.seq()).as("every decision has a number").isEqualTo(196);
    }
}
