package dev.tokenflow.simulator.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private final Scoreboard board = new Scoreboard();

    @Test
    void aTimeoutTakesTheFirstSegmentAndThoseThatAreOldEnoughForLost() {
        for (int i = 0; i < 5; i++) {
            Segment segment = new Segment(i * 100, i * 100 + 100);
            segment.sentNs = 1_000L * i;
            board.sent(segment);
        }
        board.sack(100, 200, segment -> {});
        board.markTimedOut(2_500);
        assertThat(board.lost()).isEqualTo(2); // 0 and 2; 1 has arrived, 3 and 4 may be under way
        assertThat(board.inFlight()).isEqualTo(2);
        assertThat(board.nextLost()).extracting(segment -> segment.start).isEqualTo(0L);
    }

    @Test
    void theFirstIsLostHoweverYoungItIs() {
        Segment segment = new Segment(0, 100);
        segment.sentNs = 9_000;
        board.sent(segment);
        board.markTimedOut(0);
        assertThat(board.lost()).isEqualTo(1);
    }
}
