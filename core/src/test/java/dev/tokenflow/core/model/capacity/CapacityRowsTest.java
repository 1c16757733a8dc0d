package dev.tokenflow.core.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.pacing.capacity.CapacityHorizon;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityRowsTest {
    private final CapacityTrack track = new CapacityTrack(PacingConfig.DEFAULT);
    private final CapacityRows made = new CapacityRows(CapacityHorizon.SECOND, 0.05, (fromMs, toMs) -> toMs - fromMs);
    private long nowMs;

    @Test
    void theOutcomeIsTheMeanOfWhatIsDeliveredAfterTheMoment() {
        step(140, 100_000, 4); // the queue has stood for 300 ms at the fourth
        step(140, 50_000, 10);

        CapacityRow row = made.rows().get(0);
        assertThat(row.atMs()).isEqualTo(400);
        assertThat(row.outcome()).isCloseTo(Math.log(0.5), within(1e-9));
        assertThat(row.isCensored()).isFalse();
        assertThat(row.truth()).isCloseTo(Math.log(1_000 / 100_000.0), within(1e-9));
    }

    @Test
    void aRowIsCensoredWhenTheQueueGoesBeforeItsEnd() {
        step(140, 100_000, 4);
        step(140, 50_000, 5);
        step(41, 20_000, 5);

        CapacityRow row = made.rows().get(0);
        assertThat(row.isCensored()).isTrue();
        // 300 to 1000 ms after it: three readings with a queue, five without
        assertThat(row.outcome()).isCloseTo(Math.log((3 * 0.5 + 5 * 0.2) / 8), within(1e-9));
    }

    @Test
    void nothingBeginsWithoutAQueueAndNothingEndsInSilence() {
        step(41, 100_000, 30);
        assertThat(made.rows()).isEmpty();

        step(140, 100_000, 4);
        nowMs += 5_000;
        step(140, 100_000, 1);
        assertThat(made.rows()).isEmpty();
    }

    @Test
    void aTrackThatKnowsOfNoDipHasNoMemory() {
        step(140, 100_000, 30);
        List<CapacityRow> rows = made.rows();
        assertThat(rows).hasSize(17);
        assertThat(rows).allSatisfy(row -> assertThat(row.memoryLow()).isLessThanOrEqualTo(0));
    }

    private void step(double rttMs, double delivered, int times) {
        for (int i = 0; i < times; i++) {
            nowMs += 100;
            track.read(Signals.steady(nowMs, rttMs, delivered, 5));
            made.add(track);
        }
    }
}
