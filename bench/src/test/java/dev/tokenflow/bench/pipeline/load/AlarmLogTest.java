package dev.tokenflow.bench.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmLogTest {
    private static final Client CLIENT = Client.all(Load.USER, 10, 1, 10, 1).getFirst();

    private final AlarmLog log = new AlarmLog(10);

    @Test
    void aBurstIsSeenWithTheFirstHintThatHasARetransmitRate() {
        log.raised(Alarm.burst(4, CLIENT), 1_000_000);
        log.visible(4, hint(0, 40), 2_000_000);
        log.visible(5, hint(0.01, 40), 3_000_000);
        assertThat(log.pending()).isEqualTo(1);
        log.visible(4, hint(0.01, 40), 41_000_000);
        assertThat(log.outcomes())
                .containsExactly(new AlarmLog.Outcome(AlarmKind.RETRANSMIT_BURST, 1_000_000, 40, true));
        assertThat(log.pending()).isZero();
    }

    @Test
    void aJumpIsSeenWithTheFirstHintWhoseMaximumIsIts() {
        log.raised(Alarm.jump(0, CLIENT, 8, 160_010), 1_000_000);
        log.visible(0, hint(0, 160.0), 11_000_000); // of the jump before
        log.visible(0, hint(0, 160.01), 51_000_000);
        assertThat(log.outcomes()).containsExactly(new AlarmLog.Outcome(AlarmKind.RTT_JUMP, 1_000_000, 50, true));
    }

    @Test
    void whereAnOldBurstStillShowsOnlyAJumpCanBeTold() {
        assertThat(log.possible(2, AlarmKind.RETRANSMIT_BURST)).isEqualTo(AlarmKind.RETRANSMIT_BURST);
        log.visible(2, hint(0.01, 40), 1);
        assertThat(log.possible(2, AlarmKind.RETRANSMIT_BURST)).isEqualTo(AlarmKind.RTT_JUMP);
        log.visible(2, hint(0, 40), 2);
        assertThat(log.possible(2, AlarmKind.RETRANSMIT_BURST)).isEqualTo(AlarmKind.RETRANSMIT_BURST);
    }

    @Test
    void whatIsNotSeenInTimeIsCounted() {
        log.raised(Alarm.jump(0, CLIENT, 8, 160_000), 1_000);
        log.raised(Alarm.jump(1, CLIENT, 8, 160_000), 3_000);
        log.giveUp(2_001_000, Duration.ofMillis(2));
        assertThat(log.outcomes()).containsExactly(new AlarmLog.Outcome(AlarmKind.RTT_JUMP, 1_000, 2, false));
        assertThat(log.untold()).isEqualTo(1);
        assertThat(log.pending()).isEqualTo(1);
    }

    @Test
    void anAlarmIsNewsOnlyWhileNothingIsWrong() {
        assertThat(log.isReady(3)).as("nothing is known yet").isFalse();
        log.visible(3, hint(0, 40), 1);
        assertThat(log.isReady(3)).isTrue();
        log.raised(Alarm.burst(3, CLIENT), 2);
        assertThat(log.isReady(3)).as("it was not told yet").isFalse();
        log.visible(3, hint(PathCondition.LOSSY, 0.01, 40), 3);
        assertThat(log.isReady(3)).as("told, and still going on").isFalse();
        log.visible(3, hint(0.01, 40), 4);
        assertThat(log.isReady(3)).isTrue();
    }

    @Test
    void alarmsOfOthersAreNotWaitedFor() {
        log.raised(Alarm.burst(Alarm.UNWATCHED, CLIENT), 1);
        assertThat(log.pending()).isZero();
    }

    private static Hint hint(double retransmitRate, double maxRttMs) {
        return hint(PathCondition.CLEAR, retransmitRate, maxRttMs);
    }

    private static Hint hint(PathCondition state, double retransmitRate, double maxRttMs) {
        return Hint.of(Scope.CLIENT, CLIENT.address().toString())
                .tokensPerSecond(50)
                .state(state)
                .confidence(1)
                .rtt(new RttSummary(30, 35, 39, maxRttMs))
                .retransmitRate(retransmitRate)
                .epoch(1)
                .seq(1)
                .ttlMs(2_000)
                .build();
    }
}
