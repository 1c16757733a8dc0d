package dev.tokenflow.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A path of 40 ms, looked at every 100 ms, on which 20 segments are delivered in between. */
class PathDiagnoserTest {
    private static final double BASE_MS = 40;
    private static final int SEGMENTS = 20;

    private final PathDiagnoser diagnoser = new PathDiagnoser(DiagnosisConfig.DEFAULT);
    private final DiagnosisMemory memory = new DiagnosisMemory();
    private long nowMs = 1_000_000;
    private PathSignals last = signals(BASE_MS, 0, 0, Double.NaN);

    @Test
    void aQuietPathIsNormalAtOnce() {
        pass(100, BASE_MS, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
        assertThat(reason()).isEqualTo("round trip as usual, 40 ms; loss 0.0 %");
    }

    @Test
    void aQueueIsCongestionOnceItIsNoBurst() {
        pass(1_000, BASE_MS, 0);
        pass(100, BASE_MS + 30, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
        pass(100, BASE_MS + 30, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.CONGESTION);
        assertThat(reason()).isEqualTo("a queue of 30 ms: round trip 70 ms, usually 40 ms");
        pass(100, BASE_MS, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
    }

    @ParameterizedTest(name = "one segment in {0} is lost")
    @CsvSource({"100, 8", "50, 4", "20, 3"})
    void segmentsLostWithoutAQueueAreLoss(int oneIn, int most) {
        pass(10_000, BASE_MS, 0);
        int sent = 0;
        int lost = 0;
        while (memory.word() != Diagnosis.LOSS && nowMs < 1_100_000) {
            sent += SEGMENTS;
            int now = sent / oneIn - lost;
            lost += now;
            pass(100, BASE_MS, now);
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.LOSS);
        assertThat(lost).isBetween(2, most);
        assertThat(reason()).startsWith("loss ").contains("round trip as usual, 40 ms");
    }

    @Test
    void lossIsOverWhenEnoughWasDelivered() {
        pass(5_000, BASE_MS, 0);
        for (int i = 0; i < 50; i++) {
            pass(100, BASE_MS, i % 2);
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.LOSS);
        pass(2_500, BASE_MS, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
        pass(60_000, BASE_MS, 0);
        assertThat(memory.levels).isNull(); // and costs nothing any more
    }

    @Test
    void whatAnOverflowingQueueDropsIsNotLoss() {
        pass(5_000, BASE_MS, 0);
        for (int round = 0; round < 10; round++) {
            for (int delay = 40; delay <= 400; delay += 40) {
                pass(200, BASE_MS + delay, 0);
            }
            pass(100, BASE_MS + 400, 8);
            pass(100, BASE_MS + 390, 7);
            assertThat(memory.word()).isEqualTo(Diagnosis.CONGESTION);
        }
        pass(3_000, BASE_MS, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
    }

    @Test
    void lossesFarBelowAFullQueueAreBoth() {
        whatAnOverflowingQueueDropsIsNotLoss();
        pass(2_000, BASE_MS + 100, 0);
        for (int i = 0; i < 60; i++) {
            pass(100, BASE_MS + 100, i % 3 == 0 ? 1 : 0);
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.CONGESTION_AND_LOSS);
        assertThat(reason()).contains("a queue of 100 ms", "loss ");
    }

    @Test
    void duplicatesAreNoLoss() {
        pass(5_000, BASE_MS, 0);
        for (int i = 0; i < 50; i++) {
            memory.count(SEGMENTS, 1, 0, 1, 0, true);
            look(signals(BASE_MS, 0, 0, Double.NaN));
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
    }

    @Test
    void silenceWhileSomethingIsSentAgainIsAnOutage() {
        pass(5_000, BASE_MS, 0);
        memory.count(0, 1, 0, 0, 0, false);
        look(signals(BASE_MS, 300, 5, Double.NaN));
        assertThat(memory.word()).isNotEqualTo(Diagnosis.OUTAGE);
        look(signals(BASE_MS, 450, 5, Double.NaN));
        assertThat(memory.word()).isEqualTo(Diagnosis.OUTAGE);
        assertThat(reason()).startsWith("nothing was answered for 450 ms");
        pass(100, BASE_MS, 0);
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
    }

    @Test
    void anIdleConnectionIsNoOutage() {
        pass(5_000, BASE_MS, 0);
        look(signals(BASE_MS, 5_000, 1, Double.NaN));
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
    }

    @Test
    void manySegmentsUnderWayAndNoAnswerAreAnOutageBeforeATimerRunsOut() {
        pass(5_000, BASE_MS + 900, 0);
        look(signals(BASE_MS + 900, 500, 200, Double.NaN));
        assertThat(memory.word()).isEqualTo(Diagnosis.OUTAGE);
    }

    @Test
    void aClosedWindowIsTheReader() {
        pass(5_000, BASE_MS, 0);
        memory.count(SEGMENTS, 0, 0, 0, 0, true);
        look(signals(BASE_MS + 300, 0, 3, 0.8));
        assertThat(memory.word()).isEqualTo(Diagnosis.SLOW_READER);
        assertThat(reason()).isEqualTo("the receiver's window was the limit for 80 % of the time");
    }

    /** A network that always loses so much is not called so for ever: it is usual there. */
    @Test
    void whatIsUsualHereIsNoLoss() {
        diagnoser.usual(new UsualRange(0.005, 0.03));
        for (int i = 0; i < 300; i++) {
            pass(100, BASE_MS, i % 2 == 0 && i % 4 == 0 ? 1 : 0);
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.NORMAL);
        assertThat(reason()).contains("usual here 0.5-3.0 %");
        for (int i = 0; i < 100; i++) {
            pass(100, BASE_MS, 3);
        }
        assertThat(memory.word()).isEqualTo(Diagnosis.LOSS);
    }

    /** A look between two that are due does not make time pass twice. */
    @Test
    void whatIsForgottenDependsOnTimeAndNotOnLooks() {
        DiagnosisMemory seldom = new DiagnosisMemory();
        for (int i = 0; i <= 20; i++) {
            double rttMs = i == 0 ? BASE_MS + 400 : BASE_MS;
            memory.count(SEGMENTS, 0, 0, 0, 0, true);
            look(signals(rttMs, 0, 3, Double.NaN));
            if (i % 2 == 0) {
                seldom.count(2 * SEGMENTS, 0, 0, 0, 0, true);
                diagnoser.look(seldom, last);
            }
        }

        assertThat(memory.topMs).isPositive().isEqualTo(seldom.topMs);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRoundTrip() {
        look(signals(Double.NaN, 1_000_000, 0, Double.NaN));
        assertThat(memory.word()).isEqualTo(Diagnosis.UNKNOWN);
        assertThat(reason()).isEqualTo("no round trip was seen lately");
    }

    @Test
    void whatIsSavedGoesOnAsIfNothingHadHappened() {
        whatAnOverflowingQueueDropsIsNotLoss();
        for (int i = 0; i < 30; i++) {
            pass(100, BASE_MS, i % 2);
        }
        PackedOutput out = new PackedOutput(64);
        memory.write(out);
        DiagnosisMemory restored = new DiagnosisMemory();
        restored.read(new PackedInput(out.toBytes()));
        PackedOutput again = new PackedOutput(64);
        restored.write(again);

        assertThat(restored).usingRecursiveComparison().isEqualTo(memory);
        assertThat(again.toBytes()).isEqualTo(out.toBytes());
    }

    /** Looks every 100 ms; {@code lost} segments in each of them. */
    private void pass(long ms, double rttMs, int lost) {
        for (long at = 0; at < ms; at += 100) {
            memory.count(SEGMENTS, lost, lost, 0, 0, true);
            look(signals(rttMs, 0, 3, Double.NaN));
        }
    }

    private void look(PathSignals signals) {
        nowMs += 100;
        last = at(signals);
        diagnoser.look(memory, last);
    }

    private String reason() {
        return diagnoser.reason(memory, last);
    }

    private PathSignals at(PathSignals s) {
        return new PathSignals(
                nowMs,
                s.samples(),
                s.sampleAgeMs(),
                s.rttP50Ms(),
                s.newestRttMs(),
                s.baselineRttMs(),
                s.deliveryRate(),
                s.newestDeliveryRate(),
                s.segments(),
                s.retransmits(),
                s.dsacks(),
                s.activeStreams(),
                s.unsentBytes(),
                s.appLimitedShare(),
                s.inFlight(),
                s.openConnections(),
                s.causes());
    }

    private static PathSignals signals(double rttMs, long ageMs, long inFlight, double receiverShare) {
        return new PathSignals(
                0,
                Double.isNaN(rttMs) || ageMs > 300 ? 0 : 60,
                ageMs,
                rttMs,
                rttMs,
                Double.isNaN(rttMs) ? Double.NaN : BASE_MS,
                50_000,
                50_000,
                200,
                0,
                0,
                5,
                0,
                1,
                inFlight,
                5,
                new PathCauses(PathCauses.NEVER_AGE_MS, 0, receiverShare, 0, 0));
    }
}
