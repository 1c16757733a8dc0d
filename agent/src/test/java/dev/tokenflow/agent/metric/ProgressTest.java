package dev.tokenflow.agent.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration WITHIN = Duration.ofSeconds(5);

    @Test
    void whoDrainsAndDeliversIsWell() {
        Progress progress = new Progress(0, SECOND, Optional.empty());
        assertThat(progress.notDraining(5 * SECOND, WITHIN)).isEmpty();
        assertThat(progress.notWorking(5 * SECOND, WITHIN)).isEmpty();
    }

    @Test
    void whoDoesNotDrainIsNotAlive() {
        Progress progress = new Progress(0, 6 * SECOND, Optional.empty());
        String reason = "the ring buffer was not drained for 6.2 s";
        assertThat(progress.notDraining(6 * SECOND + SECOND / 5, WITHIN)).contains(reason);
        assertThat(progress.notWorking(6 * SECOND + SECOND / 5, WITHIN)).contains(reason);
    }

    @Test
    void whoDoesNotDeliverIsAliveAndNotWell() {
        Progress away = new Progress(20 * SECOND, 8 * SECOND, Optional.of("no broker answers"));
        assertThat(away.notDraining(20 * SECOND, WITHIN)).isEmpty();
        assertThat(away.notWorking(20 * SECOND, WITHIN))
                .contains("no batch was delivered for 12.0 s: no broker answers");
        Progress early = new Progress(20 * SECOND, null, Optional.empty());
        assertThat(early.notWorking(20 * SECOND, WITHIN)).contains("no batch was delivered yet");
    }

    /** A failure that was followed by a delivery a moment ago says nothing yet. */
    @Test
    void oneFailureIsNoIllness() {
        Progress progress = new Progress(9 * SECOND, 8 * SECOND, Optional.of("expired"));
        assertThat(progress.notWorking(9 * SECOND, WITHIN)).isEmpty();
    }
}
