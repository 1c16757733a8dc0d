package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel knows of the causes, and what the law makes of it. */
class CausesLawTest {
    private static final double TWO_MBIT = 250_000;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    /** 20 s of a window that is closed for most of the time, with round trips of any height. */
    @ParameterizedTest
    @ValueSource(doubles = {40, 60, 300})
    void nothingIsLearntFromASlowReader(double rttMs) {
        PacingState state = law.next(law.initial(), Signals.steady(1_000, 40, TWO_MBIT, 30));
        for (long nowMs = 1_100; nowMs <= 21_000; nowMs += 100) {
            state = law.next(state, Signals.steady(nowMs, rttMs, 20_000, 30, limitedByReceiver(0.5)));
            assertThat(state.decision().tokensPerChunk()).isEqualTo(1);
            assertThat(state.decision().state()).isEqualTo(PathCondition.CLEAR);
        }

        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.CAPACITY)).isNaN();
        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET)).isNaN();
        assertThat(state.decision().why())
                .isEqualTo(
                        "the receiver's window is the limit in 50 % of the time: the reader is slow, not the network");
    }

    @Test
    void whatWasKnownBeforeASlowReaderStaysKnown() {
        PacingState queue = LawSteps.underAQueue(law, TWO_MBIT);
        PacingState first = law.next(queue, Signals.steady(3_100, 300, 5_000, 30, limitedByReceiver(0.9)));
        PacingState state = first;
        for (long nowMs = 3_200; nowMs <= 13_000; nowMs += 100) {
            state = law.next(state, Signals.steady(nowMs, 300, 5_000, 30, limitedByReceiver(0.9)));
        }

        assertThat(state.decision().clientBytesPerSecond())
                .as("no queue was seen for 10 s, but nobody looked")
                .isEqualTo(first.decision().clientBytesPerSecond());

        for (MemoryPlaces.Place place :
                new MemoryPlaces.Place[] {MemoryPlaces.Place.CAPACITY, MemoryPlaces.Place.BUDGET}) {
            assertThat(LawSteps.remembered(state, place)).isEqualTo(LawSteps.remembered(queue, place));
        }
        assertThat(state.decision().tokensPerChunk()).isEqualTo(queue.decision().tokensPerChunk());
        assertThat(state.decision().why()).endsWith("held below the remembered capacity meanwhile");
    }

    @Test
    void lessThanHalfOfTheTimeIsNoSlowReader() {
        PathSignals reader = Signals.steady(1_000, 300, TWO_MBIT, 30, limitedByReceiver(0.49));

        assertThat(law.next(law.initial(), reader).decision())
                .isEqualTo(law.next(law.initial(), Signals.steady(1_000, 300, TWO_MBIT, 30))
                        .decision());
    }

    /** Within the silence of a second; afterwards it speaks for itself. */
    @Test
    void aTimeoutIsAStallAtOnce() {
        PacingState clear = law.next(law.initial(), Signals.steady(1_000, 40, TWO_MBIT, 30));

        assertThat(law.next(clear, timeout(1_240, 240, 0, 10)).decision().state())
                .isEqualTo(PathCondition.STALLED);
        assertThat(law.next(clear, timeout(1_240, 240, 0, 10)).memory()).isEqualTo(clear.memory());
        assertThat(law.next(clear, timeout(1_240, 199, 0, 10)).decision().state())
                .as("other connections are answered")
                .isEqualTo(PathCondition.CLEAR);
        assertThat(law.next(clear, timeout(1_240, 240, 0, 0)).decision().state())
                .as("nothing is under way any more")
                .isEqualTo(PathCondition.CLEAR);
        assertThat(law.next(clear, timeout(2_240, 1_240, 1_001, 10)).decision().state())
                .as("the copy arrived: there was no second timeout, and nothing was sent again for seconds")
                .isEqualTo(PathCondition.CLEAR);
    }

    /** Five in a thousand are the limit; the one that was found by the timer does not count. */
    @Test
    void onAPathThatLosesOneTimeoutIsNoNews() {
        PacingState clear = law.next(law.initial(), Signals.steady(1_000, 40, TWO_MBIT, 30));
        PacingState stalled = law.next(clear, timeout(1_240, 240, 0, 10));

        assertThat(law.next(clear, lossy(6)).decision().state()).isEqualTo(PathCondition.STALLED);
        assertThat(law.next(clear, lossy(7)).decision().state()).isEqualTo(PathCondition.LOSSY);
        assertThat(law.next(stalled, lossy(7)).decision().state())
                .as("once it is one, it stays one")
                .isEqualTo(PathCondition.STALLED);
    }

    @Test
    void whatReorderingExplainsIsNotLost() {
        assertThat(lossShare(20, 5, 0, 0)).isEqualTo(0.015);
        assertThat(lossShare(20, 5, 18, 0)).as("no reordering was seen").isEqualTo(0.015);
        assertThat(lossShare(20, 5, 18, 2)).isEqualTo(0.002);
        assertThat(lossShare(20, 20, 18, 2)).as("the same ones").isZero();
        assertThat(lossShare(100, 0, 100, 1))
                .as("one sight of it does not explain all")
                .isEqualTo(0.09);
    }

    /** A timeout on a path that lost so many of a thousand segments, the newest of them just now. */
    private static PathSignals lossy(long lost) {
        return new PathSignals(
                1_340,
                100,
                340,
                40,
                40,
                40,
                TWO_MBIT,
                TWO_MBIT,
                1_000,
                lost,
                0,
                30,
                0,
                1,
                10,
                30,
                new PathCauses(100, 1, Double.NaN, 0, 0));
    }

    private static double lossShare(long retransmits, long dsacks, long fast, long reorderings) {
        return new PathSignals(
                        0,
                        0,
                        0,
                        40,
                        40,
                        40,
                        0,
                        0,
                        1_000,
                        retransmits,
                        dsacks,
                        1,
                        0,
                        1,
                        1,
                        1,
                        new PathCauses(PathCauses.NEVER_AGE_MS, 0, Double.NaN, fast, reorderings))
                .lossShare();
    }

    private static PathCauses limitedByReceiver(double share) {
        return new PathCauses(PathCauses.NEVER_AGE_MS, 0, share, 0, 0);
    }

    private static PathSignals timeout(long nowMs, long silenceMs, long agoMs, long inFlight) {
        return new PathSignals(
                nowMs,
                100,
                silenceMs,
                40,
                40,
                40,
                TWO_MBIT,
                TWO_MBIT,
                1_000,
                1,
                0,
                30,
                0,
                1,
                inFlight,
                30,
                new PathCauses(agoMs, 1, Double.NaN, 0, 0));
    }
}
