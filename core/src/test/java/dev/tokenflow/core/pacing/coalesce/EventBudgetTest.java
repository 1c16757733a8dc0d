package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.hint.PathCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What senders that count bytes may use and how long they may hold a token. */
class EventBudgetTest {
    private static final double TWO_MBIT = 250_000;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    @Test
    void theBudgetInBytesIsWhatTheChunkIsPlannedFrom() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);

        assertThat(state.decision().clientBytesPerSecond())
                .isEqualTo(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET))
                .isEqualTo(30 * state.decision().bytesPerSecond());
        PacingState drained = law.next(state, Signals.steady(3_200, 41, TWO_MBIT, 30));
        assertThat(drained.decision().clientBytesPerSecond())
                .as("no queue: those who count bytes use theirs exactly")
                .isEqualTo(1.2 * LawSteps.remembered(drained, MemoryPlaces.Place.BUDGET));
        assertThat(state.decision().holdMs())
                .as("3 tokens and one more at 50 tokens/s")
                .isEqualTo(80);
    }

    /**
     * 30 streams with compressed events need {@code 30 * 50 / 4 * (17.5 + 4 * 3.8 + 52)} = 31,762.5 bytes a second in
     * events of 4 tokens, and get a tenth more, and a hundredth after 0.2 s. A law that is told 250 bytes an envelope
     * sees segments of 84 bytes: 31,500. The remembered dip alone would leave {@code 1.2 * 0.7 * 39,373} = 33,073 and,
     * of 30,000, 19,571.
     */
    @ParameterizedTest
    @CsvSource({"17.5, 3.8, 40000, 35288.14", "17.5, 3.8, 30000, 30000", "250, 5, 40000, 34996.5"})
    void noRememberedDipTakesAwayWhatEventsOfFourTokensNeed(
            double envelope, double token, double capacity, double expected) {
        PacingLaw compressed = new CoalesceFirstLaw(PacingConfig.DEFAULT, new WireCost(envelope, token, 52, 1448));
        long segments = Math.round(5 * capacity / 84);
        PacingState state = compressed.initial();
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            state = compressed.next(state, LawSteps.signals(nowMs, 300, capacity, segments, 30));
        }
        assertThat(state.decision().clientBytesPerSecond())
                .as("a queue stands: it has to drain")
                .isEqualTo(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET))
                .isLessThan(0.71 * capacity);

        PacingState drained = compressed.next(state, LawSteps.signals(3_200, 41, capacity, segments, 30));

        assertThat(1.2 * LawSteps.remembered(drained, MemoryPlaces.Place.BUDGET))
                .isLessThan(expected);
        assertThat(drained.decision().clientBytesPerSecond()).isCloseTo(expected, offset(1.0));
    }

    /**
     * Of about 30,000 bytes a second, which is less than what events of 4 tokens need; but it was twice as much before.
     */
    @Test
    void theLongerNoQueueIsSeenTheMoreThoseWhoCountBytesMayUse() {
        PacingLaw compressed = new CoalesceFirstLaw(PacingConfig.DEFAULT, new WireCost(17.5, 3.8, 52, 1448));
        PacingState state = compressed.initial();
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            state = compressed.next(state, LawSteps.signals(nowMs, 300, nowMs < 2_000 ? 60_000 : 30_000, 1_800, 30));
        }
        double before = state.decision().clientBytesPerSecond();
        for (long nowMs = 3_200; nowMs <= 7_000; nowMs += 200) {
            state = compressed.next(state, LawSteps.signals(nowMs, 44, before, 1_800, 30));
            assertThat(state.decision().clientBytesPerSecond()).isGreaterThanOrEqualTo(before);
            before = state.decision().clientBytesPerSecond();
        }
        assertThat(before).as("4 s at a twentieth a second").isCloseTo(1.2 * 34_938.75, offset(1e-6));
    }

    /**
     * 12 ms at 30 kB/s: events of 4 tokens would need 34,938 bytes a second, and no larger ones pay for their delay.
     */
    @Test
    void aSmallQueueIsNoReasonForLargeEvents() {
        PacingLaw compressed = new CoalesceFirstLaw(PacingConfig.DEFAULT, new WireCost(17.5, 3.8, 52, 1448));
        PacingState state = compressed.initial();
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            state = compressed.next(state, LawSteps.signals(nowMs, 52, 30_000, 1_800, 30));
        }
        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET)).isLessThan(21_000);
        assertThat(state.decision().clientBytesPerSecond())
                .as("the queue drains")
                .isCloseTo(24_000, offset(1e-6));
    }

    @Test
    void aClearPathSetsNoBudgetAndHoldsNothing() {
        PacingDecision decision =
                law.next(law.initial(), Signals.steady(1000, 41, TWO_MBIT, 30)).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.CLEAR);
        assertThat(decision.clientBytesPerSecond()).isNaN();
        assertThat(decision.holdMs()).isZero();
        assertThat(law.initial().decision().holdMs()).isNaN();
    }

    @Test
    void noHoldIsLongerThanTheHardChunkDelay() {
        PacingState state = law.initial();
        for (int i = 0; i < 5; i++) {
            state = law.next(state, Signals.steady(1000 + 200L * i, 2_000, 3_000, 30));
        }
        assertThat(state.decision().tokensPerChunk()).isEqualTo(50);
        assertThat(state.decision().holdMs()).isEqualTo(1_000);
    }
}
