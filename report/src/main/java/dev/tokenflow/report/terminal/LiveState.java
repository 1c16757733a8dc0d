package dev.tokenflow.report.terminal;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.timeline.TimelineRow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the live view shows at one instant.
 *
 * @param title what runs, for example {@code demo, network kernel}
 * @param arm the arm that runs now
 * @param armIndex its place among the arms, from 0
 * @param arms how many arms there will be
 * @param phase the faulty link's phase; {@code null} between arms
 * @param far the newest row of the readers behind the faulty link; {@code null} before the first
 * @param near the newest row of the readers behind the clean link; {@code null} before the first
 * @param elapsed since the run's start, all arms
 * @param total how long the run will take, all arms
 * @param done results of the arms that ended
 */
public record LiveState(
        String title,
        String arm,
        int armIndex,
        int arms,
        @Nullable PhaseFacts phase,
        @Nullable TimelineRow far,
        @Nullable TimelineRow near,
        Duration elapsed,
        Duration total,
        List<ArmResult> done) {
    public LiveState {
        done = List.copyOf(done);
        if (armIndex < 0 || armIndex >= arms) {
            throw new IllegalArgumentException("arm " + armIndex + " of " + arms + ", expected 0 <= arm < arms");
        }
        if (elapsed.isNegative() || !total.isPositive()) {
            throw new IllegalArgumentException(elapsed + " of " + total + ", expected elapsed >= 0 and total > 0");
        }
    }

    /** How much of the run is over, 0 to 1. */
    public double progress() {
        return Math.min(1, (double) elapsed.toMillis() / total.toMillis());
    }

    /** What is left of the run, never negative. */
    public Duration left() {
        Duration left = total.minus(elapsed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
