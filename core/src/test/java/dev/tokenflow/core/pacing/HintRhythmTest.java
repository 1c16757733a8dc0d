package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Hints that ask for nothing live for 5 min, so that they are repeated after 75 to 100 s. */
class HintRhythmTest {
    private static final int PATHS = 1_000;
    private static final long REPEAT_MS = 100_000;

    private final HintRhythm rhythm = new HintRhythm(LifetimeConfig.DEFAULT);

    @Test
    void thatAPathIsClearIsToldAtOnceAndThatNothingIsHeardOfItIsNot() {
        PathPacing unknown = rhythm.next(null, "law/1", state(PathCondition.UNKNOWN), 1_000);
        PathPacing clear = rhythm.next(unknown, "law/1", state(PathCondition.CLEAR), 1_100);
        PathPacing silent = rhythm.next(clear, "law/1", state(PathCondition.UNKNOWN), 40_000);

        assertThat(unknown.isNews()).isTrue();
        assertThat(clear.isNews()).isTrue();
        assertThat(silent.isNews()).isFalse();
    }

    /** A thin stream is heard of every other second. That it is heard of again is no news. */
    @Test
    void thatAPathIsClearAgainAfterASilenceIsNotTold() {
        PathPacing path = rhythm.next(null, "law/1", state(PathCondition.CLEAR), 1_000);
        for (long nowMs = 2_000; nowMs < 1_000 + REPEAT_MS * 3 / 4; nowMs += 1_000) {
            PathCondition heard = nowMs % 2_000 == 0 ? PathCondition.UNKNOWN : PathCondition.CLEAR;
            path = rhythm.next(path, "law/1", state(heard), nowMs);
            assertThat(path.isNews()).as("%s at %d ms", heard, nowMs).isFalse();
        }
        path = rhythm.next(path, "law/1", state(PathCondition.UNKNOWN), 2 * REPEAT_MS);
        assertThat(path.isNews()).as("it is repeated in its time").isTrue();
        path = rhythm.next(path, "law/1", state(PathCondition.CLEAR), 2 * REPEAT_MS + 1_000);
        assertThat(path.isNews()).as("unknown was told last").isTrue();
    }

    /** As after a start of the job, with an event of each path about every two seconds. */
    @Test
    void pathsThatWereToldOfAtOnceSpreadOut() {
        Random random = new Random(1);
        List<Long> second = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            PathPacing path = rhythm.next(null, "law/1", state(PathCondition.CLEAR), 1_000);
            long nowMs = 1_000;
            do {
                nowMs += 1_000 + random.nextInt(2_000);
                path = rhythm.next(path, "law/1", state(PathCondition.CLEAR), nowMs);
            } while (!path.isNews());
            second.add(nowMs / 1_000);
            assertThat(nowMs).isBetween(1_000 + REPEAT_MS * 3 / 4, 1_000 + REPEAT_MS + 3_000);
        }

        assertThat(second.stream()
                        .collect(Collectors.groupingBy(s -> s, Collectors.counting()))
                        .values())
                .allMatch(paths -> paths < PATHS / 5);
    }

    private static PacingState state(PathCondition condition) {
        return new PacingState(new PacingDecision(50, 1, condition, 0, "test"), new double[0]);
    }
}
