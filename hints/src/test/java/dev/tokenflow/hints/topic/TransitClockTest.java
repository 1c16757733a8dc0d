package dev.tokenflow.hints.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitClockTest {
    private static final long APPEND = 1_763_917_152_000L;

    private final TransitClock clock = new TransitClock();

    @ParameterizedTest
    @ValueSource(longs = {0, APPEND, APPEND + 3_600_000, APPEND - 3_600_000})
    void whatADelayedRecordTookBeyondTheFastestIsKnownWhateverTheClocksSay(long here) {
        assertThat(clock.delayMs(APPEND, here + 3, true)).isZero();
        assertThat(clock.delayMs(APPEND + 100, here + 101, true)).isZero();
        assertThat(clock.delayMs(APPEND + 200, here + 1_900, false)).isEqualTo(1_699);
        assertThat(clock.delayMs(APPEND + 1_900, here + 1_902, true)).isEqualTo(1);
    }

    @Test
    void aClockThatDriftsIsFollowed() {
        for (int s = 0; s < 600; s++) { // 1 ms a second, far more than a quartz does
            assertThat(clock.delayMs(APPEND + 1_000L * s, 1_001L * s, true)).isLessThan(100);
        }
    }

    @Test
    void aRecordThatWaitedIsNoReasonToForgetTheFastest() {
        clock.delayMs(APPEND, 0, true);
        assertThat(clock.delayMs(APPEND + 100, 20_100, false)).isEqualTo(20_000);
        for (long ms = 100; ms < 20_000; ms += 100) {
            assertThat(clock.delayMs(APPEND + ms, 20_100 + ms / 10, false)).isPositive();
        }
        assertThat(clock.delayMs(APPEND + 22_090, 22_100, true)).isEqualTo(10);
    }

    @Test
    void aReaderThatIsBehindForMinutesDoesNotCallItFresh() {
        clock.delayMs(APPEND, 0, true);
        for (long ms = 100; ms < 300_000; ms += 100) {
            assertThat(clock.delayMs(APPEND + ms, ms + 1_500, false)).isEqualTo(1_500);
        }
    }

    @Test
    void aBrokerWhoseClockWasSetBackIsBelievedAfterSomeSeconds() {
        clock.delayMs(APPEND, 0, true);
        long believedMs = -1;
        for (long ms = 0; ms < 8_000 && believedMs < 0; ms += 250) {
            believedMs = clock.delayMs(APPEND - 10_000 + ms, ms, true) < 1_000 ? ms : -1;
        }
        assertThat(believedMs).isBetween(TransitClock.PATIENCE_MS, TransitClock.PATIENCE_MS + 500);
        assertThat(clock.delayMs(APPEND - 10_000 + 9_000, 9_300, true)).isEqualTo(300);
    }
}
