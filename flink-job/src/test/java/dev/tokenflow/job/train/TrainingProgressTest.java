package dev.tokenflow.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    private static final long S = 1_000_000_000L;

    @Test
    void aLineSaysHowFarItIsAndWhatIsLeft() {
        TrainingProgress progress = new TrainingProgress(4_000_000, 5);

        assertThat(progress.line(Map.of(), S)).isNull();
        assertThat(progress.line(Map.of("rows_read", 10_000L), 3 * S))
                .isEqualTo("10,000 of 4,000,000 rows read, 3 s so far");
        assertThat(progress.line(Map.of("rows_read", 1_010_000L), 8 * S))
                .isEqualTo("1,010,000 of 4,000,000 rows read, 8 s so far, about 15 s left");
        assertThat(progress.line(Map.of("rows_read", 1_010_000L), 9 * S))
                .as("no news")
                .isNull();
        assertThat(progress.line(Map.of("rows_read", 4_000_000L, "samples", 700_000L), 20 * S))
                .isEqualTo("4,000,000 rows read; model 1 of 5, 20 s so far");
        assertThat(progress.line(Map.of("rows_read", 4_000_000L, "samples", 700_000L), 30 * S))
                .as("still there")
                .isEqualTo("4,000,000 rows read; model 1 of 5, 30 s so far");
        assertThat(progress.line(
                        Map.of("rows_read", 4_000_000L, "samples", 700_000L, "verdicts", List.of("a", "b")), 34 * S))
                .isEqualTo("4,000,000 rows read; model 3 of 5, 34 s so far, about 21 s left");
    }

    @Test
    void withoutAKnownEndNothingIsForetold() {
        assertThat(new TrainingProgress(0, 5).line(Map.of("rows_read", 7L), S)).isEqualTo("7 rows read, 1 s so far");
    }
}
