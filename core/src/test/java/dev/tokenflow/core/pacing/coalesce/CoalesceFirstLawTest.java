package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.tokenflow.core.pacing.FluidLink;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoalesceFirstLawTest {
    private static final double AMPLE = 6_250_000;
    private static final double TWO_MBIT = 250_000;
    private static final double HALF_MBIT = 62_500;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    private static double remembered(PacingState state, MemoryPlaces.Place place) {
        return MemoryPlaces.saved(state.memory(), PacingConfig.DEFAULT).number(place);
    }

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

        assertThat(remembered(state, MemoryPlaces.Place.CAPACITY)).isEqualTo(TWO_MBIT);
        assertThat(remembered(state, MemoryPlaces.Place.BUDGET))
                .isCloseTo(TWO_MBIT * (0.85 - 260 / 1500.0), org.assertj.core.data.Offset.offset(1e-6));
        assertThat(state.decision().tokensPerSecond()).isEqualTo(50);
        assertThat(state.decision().tokensPerChunk()).isEqualTo(3);
        assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(30 * WireCost.DEFAULT.streamBytesPerSecond(50, 3))
                .isLessThanOrEqualTo(remembered(state, MemoryPlaces.Place.BUDGET));
        assertThat(30 * WireCost.DEFAULT.streamBytesPerSecond(50, 2.75))
                .isGreaterThan(remembered(state, MemoryPlaces.Place.BUDGET));
    }

    @Test
    void theBudgetInBytesIsWhatTheChunkIsPlannedFrom() {
        PacingState state = underAQueue(TWO_MBIT);

        assertThat(state.decision().clientBytesPerSecond())
                .isEqualTo(remembered(state, MemoryPlaces.Place.BUDGET))
                .isEqualTo(30 * state.decision().bytesPerSecond());
        PacingState drained = law.next(state, Signals.steady(3_200, 41, TWO_MBIT, 30));
        assertThat(drained.decision().clientBytesPerSecond())
                .as("no queue: those who count bytes use theirs exactly")
                .isEqualTo(1.2 * remembered(drained, MemoryPlaces.Place.BUDGET));
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
            state = compressed.next(state, signals(nowMs, 300, capacity, segments, 30));
        }
        assertThat(state.decision().clientBytesPerSecond())
                .as("a queue stands: it has to drain")
                .isEqualTo(remembered(state, MemoryPlaces.Place.BUDGET))
                .isLessThan(0.71 * capacity);

        PacingState drained = compressed.next(state, signals(3_200, 41, capacity, segments, 30));

        assertThat(1.2 * remembered(drained, MemoryPlaces.Place.BUDGET)).isLessThan(expected);
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
            state = compressed.next(state, signals(nowMs, 300, nowMs < 2_000 ? 60_000 : 30_000, 1_800, 30));
        }
        double before = state.decision().clientBytesPerSecond();
        for (long nowMs = 3_200; nowMs <= 7_000; nowMs += 200) {
            state = compressed.next(state, signals(nowMs, 44, before, 1_800, 30));
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
            state = compressed.next(state, signals(nowMs, 52, 30_000, 1_800, 30));
        }
        assertThat(remembered(state, MemoryPlaces.Place.BUDGET)).isLessThan(21_000);
        assertThat(state.decision().clientBytesPerSecond())
                .as("the queue drains")
                .isCloseTo(24_000, offset(1e-6));
    }

    /** One or two slides with a round trip that is 90 ms longer, on a clean link that may have had a dip before. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void aSpikeOfTheRoundTripIsNoDip(int slides, boolean hadDip) {
        double all = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, 1);
        PacingState state = hadDip ? underAQueue(TWO_MBIT) : law.initial();
        long nowMs = 3_000;
        for (int i = 0; i < 20; i++) {
            state = law.next(state, signals(nowMs += 200, 41, all, 7_500, 30));
        }
        assertThat(state.decision().state()).isEqualTo(PathCondition.CLEAR);
        for (int i = 0; i < slides; i++) {
            state = law.next(state, signals(nowMs += 200, 130, 0.6 * all, 7_500, 30));
        }
        assertThat(state.decision().tokensPerChunk()).as("it may be a dip").isLessThanOrEqualTo(4);

        state = law.next(state, signals(nowMs + 200, 41, all, 7_500, 30));

        assertThat(state.decision().state()).isEqualTo(PathCondition.CLEAR);
        assertThat(state.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(state.decision().clientBytesPerSecond()).isNaN();
    }

    /** A spike while a budget holds: afterwards the same budget holds. */
    @Test
    void aSpikeUnderABudgetLeavesItAsItWas() {
        PacingState state = underAQueue(TWO_MBIT);
        for (long nowMs = 3_200; nowMs <= 4_000; nowMs += 200) {
            state = law.next(state, signals(nowMs, 45, 150_000, 2_500, 30));
        }
        double budget = remembered(state, MemoryPlaces.Place.BUDGET);

        PacingState spike = law.next(state, signals(4_200, 130, 40_000, 2_500, 30));
        PacingState after = law.next(spike, signals(4_400, 45, 150_000, 2_500, 30));

        assertThat(remembered(spike, MemoryPlaces.Place.BUDGET)).isLessThan(budget);
        assertThat(remembered(after, MemoryPlaces.Place.BUDGET)).isEqualTo(budget);
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

    /** 30 streams that send one token in every event, whatever they are asked for: 1,500 events a second. */
    @Test
    void sendersThatDoNotFollowArePassedOnAsClearOnceTheirDemandIsCarried() {
        PacingState state = underAQueue(TWO_MBIT);
        double all = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, 1);
        int steps = 0;
        while (state.decision().state() != PathCondition.CLEAR) {
            assertThat(steps++).isLessThan(10);
            state = law.next(state, signals(3_000 + 200L * steps, 41, all, 7_500, 30));
        }
        assertThat(steps).as("1.5 s of slides").isEqualTo(9);
        assertThat(state.decision().clientBytesPerSecond()).isNaN();
    }

    /** As much is delivered, but in as few events as were asked for: those are larger than the law believes. */
    @Test
    void sendersWithLargeEventsAreNotLetGo() {
        PacingState state = underAQueue(TWO_MBIT);
        for (int i = 1; i < 20; i++) {
            double budget = state.decision().clientBytesPerSecond();
            long events = Math.round(5 * 30 * 50 / state.decision().tokensPerChunk());
            state = law.next(state, signals(3_000 + 200L * i, 45, 1.5 * budget, events, 30));
            assertThat(state.decision().clientBytesPerSecond()).isGreaterThan(0);
            assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        }
    }

    @Test
    void sendersThatNeedMuchLessThanTheBudgetAreNotHeldByIt() {
        PacingState state = underAQueue(TWO_MBIT);
        int steps = 0;
        while (state.decision().state() != PathCondition.CLEAR) {
            assertThat(steps++).isLessThan(20);
            double little = 0.3 * state.decision().clientBytesPerSecond();
            state = law.next(state, signals(3_000 + 200L * steps, 43, little, 500, 30));
        }
        assertThat(steps).as("3 s of slides").isEqualTo(16);
    }

    @Test
    void aMomentWithFewStreamsSaysNothingOfTheirNeed() {
        PacingState state = underAQueue(TWO_MBIT);
        for (int i = 1; i < 10; i++) {
            double little = 0.3 * state.decision().clientBytesPerSecond();
            state = law.next(state, signals(3_000 + 200L * i, 43, little, 500, 30 - i));
            assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        }
    }

    private PacingState underAQueue(double capacity) {
        PacingState state = law.initial();
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            state = law.next(state, Signals.steady(nowMs, 300, capacity, 30));
        }
        assertThat(state.decision().tokensPerChunk()).isEqualTo(3);
        return state;
    }

    private static PathSignals signals(long nowMs, double rttMs, double deliveryRate, long segments, int streams) {
        return new PathSignals(
                nowMs,
                100,
                0,
                rttMs,
                rttMs,
                40,
                deliveryRate,
                deliveryRate,
                segments,
                0,
                0,
                streams,
                0,
                1,
                10,
                streams);
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
        PathSignals lossy = new PathSignals(1000, 100, 0, 42, 42, 40, 400_000, 400_000, 1000, 20, 0, 30, 0, 1, 10, 30);

        PacingDecision decision = law.next(law.initial(), lossy).decision();

        assertThat(decision.state()).isEqualTo(PathCondition.LOSSY);
        assertThat(decision.tokensPerSecond()).isEqualTo(50);
        assertThat(decision.tokensPerChunk()).isEqualTo(1);
    }

    @Test
    void spuriousRetransmitsAreNotLoss() {
        PathSignals spurious =
                new PathSignals(1000, 100, 0, 42, 42, 40, 400_000, 400_000, 1000, 20, 19, 30, 0, 1, 10, 30);

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
                .run(AMPLE, 7_500);

        assertThat(link.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(remembered(link.state(), MemoryPlaces.Place.BUDGET)).isNaN();
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

        assertThat(remembered(state, MemoryPlaces.Place.BASELINE_OVERRIDE)).isEqualTo(140);
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
        return new PathSignals(nowMs, 0, ageMs, none, none, 40, 0, 0, 0, retransmits, 0, 30, 1000, none, 12, 30);
    }
}
