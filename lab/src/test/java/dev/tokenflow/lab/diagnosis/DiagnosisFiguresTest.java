package dev.tokenflow.lab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.lab.experiment.loop.WordLog;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkPhase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiagnosisFiguresTest {
    private static final long S = 1_000_000_000L;
    private static final long START_NS = 50 * S;

    /** 300 s of nothing, 300 s of a queue; the word comes two seconds late and leaves one second late. */
    @Test
    void wordsThatAreLateCostSecondsOfBothClasses() {
        LinkTruth truth = new LinkTruth();
        add(truth, 300_000, 0);
        add(truth, 300_000, 30);
        add(truth, 10_100, 0);
        truth.end();
        WordLog words = new WordLog();
        words.add(0, Diagnosis.NORMAL);
        words.add(START_NS + 302 * S, Diagnosis.CONGESTION);
        words.add(START_NS + 601 * S + 1, Diagnosis.NORMAL);
        DiagnosisFigures figures = new DiagnosisFigures();
        figures.add(truth, words, START_NS, START_NS + 610 * S);

        assertThat(figures.seconds(Diagnosis.NORMAL)).isEqualTo(310);
        assertThat(figures.seconds(Diagnosis.CONGESTION, Diagnosis.NORMAL)).isEqualTo(1);
        assertThat(figures.seconds(Diagnosis.NORMAL, Diagnosis.CONGESTION)).isEqualTo(1);
        assertThat(figures.f1(Diagnosis.CONGESTION)).isCloseTo(2.0 * 299 / 600, within(1e-9));
        assertThat(figures.recall(Diagnosis.CONGESTION)).isCloseTo(299 / 300.0, within(1e-9));
        assertThat(figures.macroF1()).isCloseTo((2.0 * 299 / 600 + 2.0 * 309 / 620) / 2, within(1e-9));
        assertThat(figures.onsetMs(50)).isEqualTo(2_000);
        assertThat(figures.endMs(50)).isCloseTo(1_000, within(1.0));
        assertThat(figures.changesPerMinute()).isCloseTo(2 / (610 / 60.0), within(1e-9));
        assertThat(figures.alarmsPerDay()).isCloseTo(24 * 60 / (610 / 60.0), within(1e-6));
    }

    @Test
    void aClassWithFewSecondsDoesNotCount() {
        LinkTruth truth = new LinkTruth();
        add(truth, 250_000, 0);
        add(truth, 50_100, 30);
        truth.end();
        WordLog words = new WordLog();
        words.add(0, Diagnosis.NORMAL);
        DiagnosisFigures figures = new DiagnosisFigures();
        figures.add(truth, words, START_NS, START_NS + 300 * S);

        assertThat(figures.counts(Diagnosis.CONGESTION)).isFalse();
        assertThat(figures.macroF1()).isEqualTo(figures.f1(Diagnosis.NORMAL));
        assertThat(figures.onsetMs(95)).as("never right: all of its time").isEqualTo(50_000);
    }

    private static void add(LinkTruth truth, long ms, double queueMs) {
        LinkPhase phase = new LinkPhase(
                "phase", Duration.ofSeconds(1), 2_000_000, Duration.ofMillis(20), Duration.ZERO, 0, 100_000, false);
        for (long at = 0; at < ms; at += LinkTruth.SAMPLE_MS) {
            truth.add(new LinkCounters(phase, 0, Math.round(queueMs * 1e6), at, at, 0, 0));
        }
    }
}
