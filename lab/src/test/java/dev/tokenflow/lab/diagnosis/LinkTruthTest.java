package dev.tokenflow.lab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkPhase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkTruthTest {
    private final LinkTruth truth = new LinkTruth();
    private long forwarded;
    private long full;
    private long lost;

    @Test
    void everyClassIsTold() {
        pass(2_000, 2_000_000, 0, 0, 1, 0, 0);
        pass(2_000, 2_000_000, 0, 30, 1, 0, 0);
        pass(2_000, 2_000_000, 0.02, 0, 1, 0, 1);
        pass(4_000, 2_000_000, 0.02, 30, 1, 0, 1);
        pass(2_000, 0, 0, 900, 0, 0, 0);
        pass(1_100, 2_000_000, 0, 0, 1, 0, 0);
        truth.end();

        assertThat(truths()).startsWith(Diagnosis.NORMAL, Diagnosis.NORMAL, Diagnosis.CONGESTION);
        assertThat(truths().subList(4, 6)).containsOnly(Diagnosis.LOSS);
        assertThat(truths().subList(6, 10)).containsOnly(Diagnosis.CONGESTION_AND_LOSS);
        assertThat(truths().subList(10, 12)).containsOnly(Diagnosis.OUTAGE);
        assertThat(truth.stretches(1_000))
                .extracting(LinkTruth.Stretch::truth)
                .containsExactly(
                        Diagnosis.CONGESTION,
                        Diagnosis.LOSS,
                        Diagnosis.CONGESTION_AND_LOSS,
                        Diagnosis.OUTAGE,
                        Diagnosis.NORMAL);
        assertThat(truth.stretches(1_000).get(1).thirdLossMs()).isEqualTo(4_100);
    }

    /** Where the buffer takes more than chance, chance is not worth a word. */
    @Test
    void lossesOfAFullBufferAreCongestion() {
        pass(3_000, 2_000_000, 0.02, 30, 1, 5, 1);
        pass(100, 2_000_000, 0.02, 30, 1, 5, 1);
        truth.end();

        assertThat(truths()).containsOnly(Diagnosis.CONGESTION);
    }

    @Test
    void aShortGapIsNoOutageAndAShortQueueIsNoneThatStands() {
        pass(300, 0, 0, 0, 0, 0, 0);
        pass(700, 2_000_000, 0, 0, 1, 0, 0);
        for (int i = 0; i < 25; i++) {
            pass(20, 2_000_000, 0, 0, 1, 0, 0);
            pass(20, 2_000_000, 0, 30, 1, 0, 0);
        }
        pass(100, 2_000_000, 0, 0, 1, 0, 0);
        truth.end();

        assertThat(truths()).containsOnly(Diagnosis.NORMAL);
    }

    /** The instant a second is judged at is the last one at which its truth held. */
    @Test
    void aTroubleThatEndsWithinASecondIsJudgedBeforeItEnds() {
        pass(600, 2_000_000, 0, 30, 1, 0, 0);
        pass(500, 2_000_000, 0, 0, 1, 0, 0);
        truth.end();

        assertThat(truth.second(0)).isEqualTo(new LinkTruth.Second(Diagnosis.CONGESTION, 600));
    }

    private List<Diagnosis> truths() {
        return IntStream.range(0, truth.seconds())
                .mapToObj(i -> truth.second(i).truth())
                .toList();
    }

    private void pass(long ms, long rate, double loss, double queueMs, int forwardedEach, int fullEach, int lostEach) {
        LinkPhase phase = new LinkPhase(
                "phase", Duration.ofSeconds(1), rate, Duration.ofMillis(20), Duration.ZERO, loss, 100_000, false);
        for (long at = 0; at < ms; at += LinkTruth.SAMPLE_MS) {
            truth.add(new LinkCounters(phase, 0, Math.round(queueMs * 1e6), forwarded, forwarded, full, lost));
            forwarded += forwardedEach;
            full += fullEach;
            lost += lostEach;
        }
    }
}
