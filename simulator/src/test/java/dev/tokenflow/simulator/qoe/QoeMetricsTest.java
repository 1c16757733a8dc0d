package dev.tokenflow.simulator.qoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hand-computed figures; R = 10 tokens/s, so token i of an answer asked for at 0 is due at i x 100 ms. */
class QoeMetricsTest {
    private static final long MS = 1_000_000;

    /** Two tokens in time (10 ms late), two in one chunk at 550 ms, the fifth never; the run ends at 1000 ms. */
    private static AnswerLog oneAnswer() {
        AnswerLog answer = new AnswerLog(0, 5);
        answer.arrived(110 * MS, 1);
        answer.arrived(210 * MS, 2);
        answer.arrived(550 * MS, 4);
        return answer;
    }

    private static ReaderLog log(AnswerLog... answers) {
        return new ReaderLog(10, 0, 1000 * MS, List.of(answers));
    }

    @Test
    void figuresOfOneAnswer() {
        QoeMetrics metrics = QoeMetrics.of(log(oneAnswer()));
        assertThat(metrics.tokensDue()).isEqualTo(5);
        assertThat(metrics.tokensDelivered()).isEqualTo(4);
        assertThat(metrics.answers()).isEqualTo(1);
        // Delays 10, 10, 250, 150 and, not delivered, 1000 - 500.
        assertThat(metrics.delayP50Ms()).isEqualTo(150);
        assertThat(metrics.delayP95Ms()).isEqualTo(500);
        assertThat(metrics.ttftP50Ms()).isEqualTo(110);
        // Gaps 100, 340, 0 and open 1000 - 550.
        assertThat(metrics.gapP99Ms()).isEqualTo(450);
        // v = 10/s: read at 110, 210, 550 (stall 240), 650, open until 1000 (stall 250): 490 of 890.
        assertThat(metrics.stallRatio()).isCloseTo(490.0 / 890, within(1e-12));
        assertThat(metrics.stallRatioSlowReader()).isEqualTo(metrics.stallRatio());
    }

    @Test
    void aPhaseOwnsTheTokensDueInIt() {
        QoeMetrics metrics = QoeMetrics.of(log(oneAnswer()), 300 * MS, 500 * MS);
        assertThat(metrics.tokensDue()).isEqualTo(2);
        assertThat(metrics.tokensDelivered()).isEqualTo(2);
        assertThat(metrics.answers()).isZero();
        assertThat(metrics.delayP50Ms()).isEqualTo(150);
        assertThat(metrics.delayP99Ms()).isEqualTo(250);
        assertThat(metrics.ttftP50Ms()).isNaN();
        assertThat(metrics.gapP99Ms()).isEqualTo(340);
        assertThat(metrics.stallRatio()).isCloseTo(240.0 / 440, within(1e-12));
    }

    @Test
    void aSlowReaderLivesFromWhatIsAhead() {
        AnswerLog answer = new AnswerLog(0, 3);
        answer.arrived(20 * MS, 1);
        answer.arrived(115 * MS, 3);
        QoeMetrics metrics = QoeMetrics.of(new ReaderLog(50, 0, 1000 * MS, List.of(answer)));
        assertThat(metrics.stallRatioSlowReader()).isZero();
        // v = 50/s: read at 20, 115 (stall 75), 135.
        assertThat(metrics.stallRatio()).isCloseTo(75.0 / 115, within(1e-12));
    }

    @Test
    void anAnswerThatNeverBeganCountsToTheEnd() {
        QoeMetrics metrics = QoeMetrics.of(log(new AnswerLog(400 * MS, 2)));
        assertThat(metrics.tokensDelivered()).isZero();
        assertThat(metrics.ttftP95Ms()).isEqualTo(600);
        assertThat(metrics.delayP50Ms()).isEqualTo(400);
        assertThat(metrics.delayP95Ms()).isEqualTo(500);
        assertThat(metrics.gapP99Ms()).isNaN();
        assertThat(metrics.stallRatio()).isNaN();
    }

    @Test
    void whatArrivesAfterTheEndWasNotDelivered() {
        AnswerLog answer = new AnswerLog(800 * MS, 1);
        answer.arrived(1000 * MS + 1, 1);
        QoeMetrics metrics = QoeMetrics.of(log(answer));
        assertThat(metrics.tokensDelivered()).isZero();
        assertThat(metrics.delayP50Ms()).isEqualTo(100);
    }

    @Test
    void percentilesAreNearestRank() {
        Sample sample = new Sample();
        for (int i = 100; i >= 1; i--) {
            sample.add(i * MS);
        }
        assertThat(sample.percentileMs(50)).isEqualTo(50);
        assertThat(sample.percentileMs(95)).isEqualTo(95);
        assertThat(sample.percentileMs(99)).isEqualTo(99);
        assertThat(sample.percentileMs(99.1)).isEqualTo(100);
        assertThat(new Sample().percentileMs(50)).isNaN();
    }

    @Test
    void theLogSurvivesItsFile(@TempDir Path folder) throws IOException {
        ReaderLog log = log(oneAnswer(), new AnswerLog(7, 3));
        log.write(folder.resolve("reader.log"));
        assertThat(ReaderLog.read(folder.resolve("reader.log"))).isEqualTo(log);
    }

    @Test
    void aDamagedLogIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("reader.log");
        log(oneAnswer()).write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> ReaderLog.read(file)).hasMessageContaining("reader.log is a reader log cut short");
        Files.writeString(file, "something else entirely");
        assertThatThrownBy(() -> ReaderLog.read(file)).hasMessageContaining("reader.log is not a reader log");
    }

    @Test
    void anAnswerNeverLosesTokens() {
        AnswerLog answer = oneAnswer();
        assertThatThrownBy(() -> answer.arrived(600 * MS, 4)).hasMessageContaining("4 tokens after 4");
        assertThatThrownBy(() -> answer.arrived(500 * MS, 5)).hasMessageContaining("before its predecessor");
        assertThatThrownBy(() -> answer.arrived(600 * MS, 6)).hasMessageContaining("6 tokens after 4 of 5");
    }
}
