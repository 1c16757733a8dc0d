package dev.tokenflow.client.pacer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One stream in virtual time; unless said otherwise a delta comes every 20 ms, the first at 20 ms. */
class EventPacerTest {
    static final long MS = 1_000_000;
    static final long DELTA_NS = 20 * MS;
    private static final EventCost PLAIN = new EventCost(250, 5);
    private static final EventCost COMPRESSED = new EventCost(20, 5);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    private static Hint budget(double clientBytesPerSecond, double holdMs) {
        return Hint.of(Scope.CLIENT, "203.0.113.7")
                .tokensPerChunk(4)
                .tokensPerSecond(50)
                .state(PathCondition.CONGESTED)
                .clientBytesPerSecond(clientBytesPerSecond)
                .holdMs(holdMs)
                .build();
    }

    private static Hint tokens(double tokensPerSecond, double tokensPerChunk) {
        return Hint.of(Scope.CLIENT, "203.0.113.7")
                .tokensPerSecond(tokensPerSecond)
                .tokensPerChunk(tokensPerChunk)
                .state(PathCondition.CONGESTED)
                .build();
    }

    @Test
    void withoutAHintEveryDeltaLeavesWhenItComes() {
        PacedStream stream = new PacedStream(new EventPacer(EventCost.PLAIN, 0), PLAIN);
        stream.run(0, 200 * MS);
        assertThat(stream.deltas).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(stream.longestHoldNs).isZero();
    }

    @Test
    void whatCameWhileTheConnectionWasFullLeavesTogether() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        assertThat(pacer.mayWrite(20 * MS, 1, 20 * MS, false, true)).isTrue();
        pacer.wrote(20 * MS, 1, 255);
        assertThat(pacer.mayWrite(40 * MS, 1, 40 * MS, false, false)).isFalse();
        assertThat(pacer.waitsForWritable()).isTrue();
        assertThat(pacer.waitNs()).isEqualTo(EventPacer.FOREVER);
        assertThat(pacer.mayWrite(90 * MS, 3, 40 * MS, false, true)).isTrue();
        assertThat(pacer.waitsForWritable()).isFalse();
    }

    /** T = E / (B - d r): 250 / (2,750 - 250) s, and 20 / (450 - 250) s. */
    @ParameterizedTest
    @CsvSource({"250, 2750, 5", "20, 450, 5", "250, 12750, 1", "20, 2750, 1", "20, 1250, 1", "250, 1500, 10"})
    void anEventLeavesAsOftenAsTheBudgetPaysForIt(double eventBytes, double bytesPerSecond, int deltasPerEvent) {
        EventCost cost = new EventCost(eventBytes, 5);
        EventPacer pacer = new EventPacer(cost, 0);
        pacer.obey(budget(bytesPerSecond, 1_000), 1, 0);
        PacedStream stream = new PacedStream(pacer, cost);
        stream.run(0, 5_000 * MS);
        assertThat(stream.deltas.subList(5, 20)).containsOnly(deltasPerEvent);
        assertThat(stream.longestHoldNs)
                .as("it leaves with its last delta")
                .isLessThanOrEqualTo((deltasPerEvent - 1) * DELTA_NS);
    }

    /** 260 / 3,700 s are 70.3 ms, and 265 / 3,700 s are 71.6 ms: 3 deltas or 4, and no event between two deltas. */
    @Test
    void anEventLeavesWithADeltaAndTheMeanKeepsToTheBudget() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(3_700, 1_000), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 60_000 * MS);
        assertThat(stream.deltas.subList(2, stream.deltas.size() - 1)).containsOnly(3, 4);
        assertThat(stream.longestHoldNs).isEqualTo(3 * DELTA_NS);
        assertThat(stream.deltas.stream().mapToDouble(PLAIN::bytes).sum() / 60).isCloseTo(3_700, within(10.0));
    }

    @Test
    void whoeverLooksForDeltasIsToldForHowLongNoneCanLeave() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(2_550, 1_000), 1, 0);
        assertThat(pacer.quietNs(0)).as("the first event never waits").isZero();
        pacer.wrote(0, 1, 255);
        assertThat(pacer.quietNs(0)).as("255 bytes at 2,550 a second").isEqualTo(100 * MS);
        assertThat(pacer.quietNs(60 * MS)).isEqualTo(40 * MS);
        assertThat(pacer.quietNs(100 * MS)).isZero();
        assertThat(quietNs(HeldHint.withoutEnd(budget(2_550, 50), 0)))
                .as("no longer than a delta may be held")
                .isEqualTo(50 * MS);
        assertThat(quietNs(HeldHint.withoutEnd(tokens(50, 4), 0)))
                .as("where deltas are counted, nobody knows")
                .isZero();
        assertThat(quietNs(new HeldHint(budget(2_550, 1_000), 0)))
                .as("the hint has expired")
                .isZero();
    }

    /** Right after the first event of a stream that obeys this. */
    private static long quietNs(HeldHint hint) {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(hint, 1, 0);
        pacer.wrote(0, 1, 255);
        return pacer.quietNs(0);
    }

    @Test
    void aBudgetIsDividedAmongTheStreams() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(10 * 2_750, 1_000), 10, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 5_000 * MS);
        assertThat(stream.deltas.subList(5, 20)).containsOnly(5);
        pacer.obey(budget(10 * 2_750, 1_000), 1, 5_000 * MS);
        stream.run(5_000 * MS, 6_000 * MS);
        assertThat(stream.deltas.subList(stream.deltas.size() - 40, stream.deltas.size()))
                .containsOnly(1);
    }

    @Test
    void theFirstEventAndWhatMustBeFlushedNeverWait() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(1, 1_000), 30, 0);
        assertThat(pacer.mayWrite(20 * MS, 1, 20 * MS, false, true)).isTrue();
        pacer.wrote(20 * MS, 1, 500);
        assertThat(pacer.mayWrite(40 * MS, 1, 40 * MS, false, true)).isFalse();
        assertThat(pacer.mayWrite(41 * MS, 1, 40 * MS, true, true)).isTrue();
        assertThat(pacer.mayWrite(41 * MS, 0, 0, true, true)).isTrue();
        assertThat(pacer.mayWrite(41 * MS, 1, 40 * MS, true, false)).isFalse();
        assertThat(pacer.waitsForWritable()).isTrue();
    }

    /** 350 bytes a second pay for 25 bytes in 71 ms. */
    @Test
    void theHeadOfAnAnswerIsNotPaidForByTheTokensAfterIt() {
        EventPacer pacer = new EventPacer(COMPRESSED, 0);
        pacer.obey(budget(350, 1_000), 1, 0);
        assertThat(pacer.mayWrite(20 * MS, 1, 20 * MS, false, true)).isTrue();
        pacer.wrote(20 * MS, 1, 700);

        assertThat(pacer.mayWrite(40 * MS, 1, 40 * MS, false, true)).isFalse();
        assertThat(pacer.waitNs()).as("not the 1 s of a debt of 675 bytes").isLessThan(40 * MS);
    }

    @Test
    void aBudgetThatNothingFitsIntoHoldsForTheHoldTimeAndNoLonger() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(10, 100), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 3_000 * MS);
        // The oldest delta waits 100 ms; five more have come by then.
        assertThat(stream.deltas.subList(1, 20)).containsOnly(6);
        assertThat(stream.longestHoldNs).isEqualTo(100 * MS);
    }

    @Test
    void noHintHoldsLongerThanASecond() {
        for (Hint hint : List.of(budget(1, 86_400_000), budget(1, Double.NaN), tokens(0.001, 1024))) {
            EventPacer pacer = new EventPacer(PLAIN, 0);
            pacer.obey(hint, 1, 0);
            PacedStream stream = new PacedStream(pacer, PLAIN);
            stream.run(0, 10_000 * MS);
            assertThat(stream.longestHoldNs).isEqualTo(1_000 * MS);
        }
    }

    @Test
    void theEndOfAHintWakesTheStream() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(new HeldHint(budget(10, 1_000), 500 * MS), 1, 0);
        assertThat(pacer.mayWrite(20 * MS, 1, 20 * MS, false, true)).isTrue();
        pacer.wrote(20 * MS, 1, 255);
        assertThat(pacer.mayWrite(40 * MS, 1, 40 * MS, false, true)).isFalse();
        assertThat(pacer.waitNs()).isEqualTo(460 * MS);
        assertThat(pacer.mayWrite(500 * MS, 24, 40 * MS, false, true)).isTrue();
    }

    @Test
    void aBetterBudgetIsUsedAtOnce() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(budget(500, 1_000), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 2_000 * MS);
        pacer.obey(budget(100_000, 1_000), 1, 2_000 * MS);
        assertThat(pacer.mayWrite(2_010 * MS, 3, 1_950 * MS, false, true)).isTrue();
    }

    @Test
    void aHintThatKnowsOnlyTokensCountsDeltas() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(tokens(Double.NaN, 4), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 1_000 * MS);
        assertThat(stream.deltas.subList(0, 12)).containsExactly(1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
    }

    @Test
    void aDeltaOfManyTokensIsAChunkAlready() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.tokensPerDelta(5);
        pacer.obey(tokens(50, 4), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN, 100 * MS);
        stream.run(0, 2_000 * MS);
        assertThat(stream.deltas).containsOnly(1);
        assertThat(stream.longestHoldNs).isZero();
    }

    @Test
    void aRateBelowTheEnginesHoldsTextUntilAChunkOfThatRateIsDue() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        pacer.obey(tokens(10, 4), 1, 0);
        PacedStream stream = new PacedStream(pacer, PLAIN);
        stream.run(0, 4_000 * MS);
        // 4 tokens at 10 tokens/s are 400 ms. Everything that waits by then leaves: 20 deltas.
        assertThat(stream.deltas.subList(1, 9)).containsOnly(20);
    }

    @Test
    void learnsWhatAnEventCostsAndIsNotMisledByTheFirst() {
        EventPacer pacer = new EventPacer(EventCost.PLAIN, 0);
        pacer.wrote(0, 1, 700);
        assertThat(pacer.cost()).isEqualTo(EventCost.PLAIN);
        for (int i = 0; i < 20; i++) {
            pacer.wrote(i, 1 + i % 3, Math.round(COMPRESSED.bytes(1 + i % 3)));
        }
        assertThat(pacer.cost().bytes(1)).isCloseTo(25, within(45.0));
        for (int i = 0; i < 100; i++) {
            pacer.wrote(i, 1 + i % 3, Math.round(COMPRESSED.bytes(1 + i % 3)));
        }
        assertThat(pacer.cost().eventBytes()).isCloseTo(20, within(0.5));
        assertThat(pacer.cost().deltaBytes()).isCloseTo(5, within(0.1));
    }

    @Test
    void oneEventWithAUsageReportMovesTheCostLittleAndAChangeOfKindMovesItSoon() {
        EventPacer pacer = new EventPacer(EventCost.COMPRESSED, 0);
        for (int i = 0; i < 100; i++) {
            pacer.wrote(i, 1, 25);
        }
        pacer.wrote(100, 1, 600);
        assertThat(pacer.cost().bytes(1)).isBetween(25.0, 27.0);
        for (int i = 0; i < 60; i++) {
            pacer.wrote(i, 1, 255); // as while there is no CPU left for compression
        }
        assertThat(pacer.cost().bytes(1)).isBetween(230.0, 255.0);
    }

    @Test
    void segmentsPayForTheirHeaders() {
        assertThat(EventCost.wireBytes(20)).isEqualTo(72);
        assertThat(EventCost.wireBytes(1448)).isEqualTo(1500);
        assertThat(EventCost.wireBytes(1449)).isEqualTo(1553);
    }

    @Test
    void wrongNumbersAreRefused() {
        EventPacer pacer = new EventPacer(PLAIN, 0);
        assertThatThrownBy(() -> pacer.obey(budget(1, 1), 0, 0)).hasMessage("active streams is 0, expected at least 1");
        assertThatThrownBy(() -> pacer.tokensPerDelta(0)).hasMessage("tokens per delta is 0.0, expected > 0");
        assertThatThrownBy(() -> new EventCost(0, 1)).hasMessage("an event costs 0.0 bytes, expected > 0");
        assertThatThrownBy(() -> new EventCost(1, -1)).hasMessage("a delta costs -1.0 bytes, expected >= 0");
    }

    /** Uneven deltas, wrong priors, flushes: a budget that can be kept is kept, and no hold is exceeded. */
    @ParameterizedTest
    @MethodSource("seeds")
    void staysWithinAFeasibleBudgetAndWithinTheHold(long seed) {
        Random random = new Random(seed);
        EventCost cost = new EventCost(15 + random.nextInt(300), 1 + random.nextInt(40));
        double deltasPerSecond = 5 + random.nextInt(100);
        double holdMs = 50 + random.nextInt(2_000);
        double holdS = Math.min(holdMs, 1_000) / 1e3;
        // Feasible: an event every 80 % of the hold, and then some.
        double least = cost.eventBytes() / (0.8 * holdS) + cost.deltaBytes() * deltasPerSecond;
        double bytesPerSecond = least * (1.1 + 3 * random.nextDouble());
        int streams = 1 + random.nextInt(40);
        EventPacer pacer = new EventPacer(random.nextBoolean() ? EventCost.PLAIN : EventCost.COMPRESSED, 0);
        PacedStream stream = new PacedStream(pacer, cost, random, deltasPerSecond);
        pacer.obey(budget(streams * bytesPerSecond, holdMs), streams, 0);
        stream.run(0, 60_000 * MS);
        assertThat(stream.longestHoldNs).isLessThanOrEqualTo((long) (holdS * 1e9));
        assertThat(stream.wireBytes / 60.0).isLessThanOrEqualTo(1.02 * bytesPerSecond);
        boolean needsNoHold = cost.bytes(1) * deltasPerSecond < 0.7 * bytesPerSecond;
        if (needsNoHold) {
            assertThat(stream.deltas.size()).isGreaterThan((int) (0.7 * deltasPerSecond * 60));
        } else {
            assertThat(stream.wireBytes / 60.0).as("no budget is wasted").isGreaterThan(0.6 * bytesPerSecond);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void streamsOfOneClientGetEqualShares(long seed) {
        Random random = new Random(seed);
        int streams = 2 + random.nextInt(8);
        double[] bytes = new double[streams];
        for (int i = 0; i < streams; i++) {
            EventPacer pacer = new EventPacer(random.nextBoolean() ? EventCost.PLAIN : EventCost.COMPRESSED, 0);
            pacer.obey(budget(streams * 1_000, 1_000), streams, 0);
            PacedStream stream = new PacedStream(pacer, PLAIN, random, 40);
            stream.run(0, 30_000 * MS);
            bytes[i] = stream.wireBytes / 30.0;
        }
        assertThat(Arrays.stream(bytes).sum()).isLessThanOrEqualTo(1.02 * streams * 1_000);
        assertThat(Arrays.stream(bytes).min().orElseThrow()).isGreaterThan(950);
        assertThat(Arrays.stream(bytes).max().orElseThrow()).isLessThan(1_020);
    }
}
