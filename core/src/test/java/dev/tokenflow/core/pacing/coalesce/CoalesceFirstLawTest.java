package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.FluidLink;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoalesceFirstLawTest {
    private static final double AMPLE = 6_250_000;
    private static final double TWO_MBIT = 250_000;
    private static final double HALF_MBIT = 62_500;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    @Test
    void nothingKnownIsUnpaced() {
        PacingDecision decision = law.initial().decision();

        assertThat(decision.tokensPerSecond()).isNaN();
        assertThat(decision.tokensPerChunk()).isEqualTo(1);
        assertThat(decision.state()).isEqualTo(PathCondition.UNKNOWN);
    }

    @Test
    void anAmplePathRunsAtFullRateAndOneTokenAChunk() {
        FluidLink link = new FluidLink(law, 30, 50, 300).run(AMPLE, 15_000);

        assertThat(link.decision().tokensPerSecond()).isEqualTo(50);
        assertThat(link.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(link.decision().state()).isEqualTo(PathCondition.CLEAR);
        assertThat(link.changes()).isZero();
    }

    /**
     * 300 ms at 300 ms RTT over a 40 ms baseline, 250 kB/s acknowledged: B = 0.4 C at least, 0.85 - 0.26/1.5 = 0.677
     * here, 169 kB/s.
     */
    @Test
    void anObviousQueueIsActedOnAtOnceAndPaysForItsChunk() {
        PacingState state = law.next(law.initial(), Signals.steady(1000, 300, TWO_MBIT, 30));

        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.CAPACITY)).isEqualTo(TWO_MBIT);
        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET))
                .isCloseTo(TWO_MBIT * (0.85 - 260 / 1500.0), org.assertj.core.data.Offset.offset(1e-6));
        assertThat(state.decision().tokensPerSecond()).isEqualTo(50);
        assertThat(state.decision().tokensPerChunk()).isEqualTo(3);
        assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(30 * WireCost.DEFAULT.streamBytesPerSecond(50, 3))
                .isLessThanOrEqualTo(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET));
        assertThat(30 * WireCost.DEFAULT.streamBytesPerSecond(50, 2.75))
                .isGreaterThan(LawSteps.remembered(state, MemoryPlaces.Place.BUDGET));
    }

    @Test
    void aModerateQueueWaitsForASecondLook() {
        PacingState first = law.next(law.initial(), Signals.steady(1000, 65, TWO_MBIT, 30));
        assertThat(first.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(first.decision().state()).isEqualTo(PathCondition.CLEAR);

        PacingState second = law.next(first, Signals.steady(1200, 65, TWO_MBIT, 30));
        assertThat(second.decision().state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(second.decision().tokensPerChunk())
                .as("the smallest whose demand is below (0.85 - 25/1500) of 250 kB/s")
                .isEqualTo(2.5);
    }

    @Test
    void aTrustedForecastOfAQueueIsTheSecondLook() {
        PathSignals moderate = Signals.steady(1000, 65, TWO_MBIT, 30);

        PacingDecision decision =
                law.next(law.initial(), moderate, new PathForecast(90, true)).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(decision.tokensPerChunk())
                .as("a look earlier: the smallest below (0.85 - 25/1500) of 250 kB/s, not yet seen for long")
                .isEqualTo(2.5);
        assertThat(decision.why()).endsWith("; 90 ms are forecast");
    }

    @Test
    void aTrustedForecastOfNoQueueAsksForAnotherLook() {
        PathForecast gone = new PathForecast(41, true);
        PacingState first = law.next(law.initial(), Signals.steady(1000, 65, TWO_MBIT, 30), gone);
        PacingState second = law.next(first, Signals.steady(1200, 65, TWO_MBIT, 30), gone);
        PacingState third = law.next(second, Signals.steady(1400, 65, TWO_MBIT, 30), gone);

        assertThat(second.decision().state()).isEqualTo(PathCondition.CLEAR);
        assertThat(third.decision().state())
                .as("a queue that stands is believed in the end")
                .isEqualTo(PathCondition.CONGESTED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 41, 90, 1e9})
    void aForecastThatIsNotTrustedChangesNothingAndSaysSo(double forecastMs) {
        PacingState with = law.initial();
        PacingState without = law.initial();
        double[] rtts = {41, 65, 65, 300, 120, 60, 41, 41};
        for (int i = 0; i < rtts.length; i++) {
            PathSignals signals = Signals.steady(1000 + 200L * i, rtts[i], TWO_MBIT, 30);
            with = law.next(with, signals, new PathForecast(forecastMs, false));
            without = law.next(without, signals);
            assertThat(with.decision().tokensPerChunk())
                    .isEqualTo(without.decision().tokensPerChunk());
            assertThat(with.decision().tokensPerSecond())
                    .isEqualTo(without.decision().tokensPerSecond());
            assertThat(with.decision().state()).isEqualTo(without.decision().state());
            assertThat(with.decision().why())
                    .isEqualTo(without.decision().why()
                            + "; the forecast is not used, it does no better than the last value");
        }
    }

    @Test
    void plainLossChangesNothing() {
        PathSignals lossy = new PathSignals(
                1000, 100, 0, 42, 42, 40, 400_000, 400_000, 1000, 20, 0, 30, 0, 1, 10, 30, PathCauses.UNKNOWN);

        PacingDecision decision = law.next(law.initial(), lossy).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.LOSSY);
        assertThat(decision.tokensPerSecond()).isEqualTo(50);
        assertThat(decision.tokensPerChunk()).isEqualTo(1);
    }

    @Test
    void spuriousRetransmitsAreNotLoss() {
        PathSignals spurious = new PathSignals(
                1000, 100, 0, 42, 42, 40, 400_000, 400_000, 1000, 20, 19, 30, 0, 1, 10, 30, PathCauses.UNKNOWN);

        assertThat(law.next(law.initial(), spurious).decision().state()).isEqualTo(PathCondition.CLEAR);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 300, 600})
    void aDropIsFoundDrainedAndHeld(long loopDelayMs) {
        FluidLink link =
                new FluidLink(law, 30, 50, loopDelayMs).run(AMPLE, 15_000).run(TWO_MBIT, 3_000);
        assertThat(link.leastQueueMs())
                .as("the queue of the drop is gone within 3 s")
                .isZero();
        assertThat(link.decision().tokensPerSecond())
                .as("chunks suffice, the rate stays")
                .isEqualTo(50);

        link.run(TWO_MBIT, 30_000);
        assertThat(link.peakQueueMs())
                .as("probes stay small beside the 1 s an unpaced sender keeps standing")
                .isLessThan(260);
        assertThat(link.decision().tokensPerChunk()).isBetween(1.5, 4.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 300, 600})
    void aHealedPathIsFoundWithinFiveSeconds(long loopDelayMs) {
        FluidLink link = new FluidLink(law, 30, 50, loopDelayMs)
                .run(AMPLE, 5_000)
                .run(TWO_MBIT, 20_000)
                .run(AMPLE, 5_000);

        assertThat(link.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(LawSteps.remembered(link.state(), MemoryPlaces.Place.BUDGET)).isNaN();
    }

    @Test
    void whereNoSoftChunkFitsTheChunkGrowsAndTheRateStays() {
        FluidLink link = new FluidLink(law, 30, 50, 300).run(AMPLE, 5_000).run(HALF_MBIT, 20_000);

        assertThat(link.decision().tokensPerChunk()).isBetween(8.0, 50.0);
        assertThat(link.decision().tokensPerSecond()).isEqualTo(50);
        assertThat(link.queueMs(HALF_MBIT)).isLessThan(300);
    }

    @Test
    void aStallHoldsTheLastWordThenFailsOpen() {
        PacingState congested = law.next(law.initial(), Signals.steady(1000, 300, TWO_MBIT, 30));

        PacingState held = law.next(congested, silent(4000, 3000, 3));
        assertThat(held.decision().state()).isEqualTo(PathCondition.STALLED);
        assertThat(held.decision().tokensPerChunk())
                .as("3 s of silence: a chunk of the longest kind costs nothing more")
                .isEqualTo(50);
        assertThat(congested.decision().tokensPerChunk()).isEqualTo(3);

        PacingState forgotten = law.next(held, silent(40_000, 39_000, 0));
        assertThat(forgotten.decision().state()).isEqualTo(PathCondition.UNKNOWN);
        assertThat(forgotten.decision().tokensPerSecond()).isNaN();
    }

    @Test
    void anIdleConnectionIsNotStalled() {
        PacingState clear = law.next(law.initial(), Signals.steady(1000, 41, TWO_MBIT, 30));

        assertThat(law.next(clear, silent(4000, 3000, 0)).decision().state()).isEqualTo(PathCondition.UNKNOWN);
    }

    @Test
    void aRiseThatIsNotOursIsReleased() {
        PacingState state = law.initial();
        for (long now = 0; now <= 8000; now += 200) {
            PacingDecision asked = state.decision();
            double ours = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, asked.tokensPerChunk());
            state = law.next(state, Signals.steady(now, 140, ours, 30));
        }

        assertThat(LawSteps.remembered(state, MemoryPlaces.Place.BASELINE_OVERRIDE))
                .isEqualTo(140);
        assertThat(state.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(state.decision().tokensPerSecond()).isEqualTo(50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void hintStaysWithinBoundsOnAnyInput(long seed) {
        Random random = new Random(seed);
        PacingState state = law.initial();
        long now = 0;
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(1000);
            state = law.next(state, Signals.absurd(random, now));
            PacingDecision decision = state.decision();
            assertThat(decision.tokensPerChunk()).isBetween(1.0, 50.0);
            assertThat(Double.isNaN(decision.tokensPerSecond())
                            || (decision.tokensPerSecond() >= 8 && decision.tokensPerSecond() <= 50))
                    .as("rate %s", decision.tokensPerSecond())
                    .isTrue();
            assertThat(decision.confidence()).isBetween(0.0, 1.0);
        }
    }

    static Stream<Long> seeds() {
        return LongStream.range(1, 21).boxed();
    }

    private static PathSignals silent(long nowMs, long ageMs, long retransmits) {
        double none = Double.NaN;
        return new PathSignals(
                nowMs, 0, ageMs, none, none, 40, 0, 0, 0, retransmits, 0, 30, 1000, none, 12, 30, PathCauses.UNKNOWN);
    }
}
