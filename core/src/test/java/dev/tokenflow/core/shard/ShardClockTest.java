package dev.tokenflow.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.protocol.event.BatchHeader;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The host's monotonic clock shows 5 s when the broker's shows 1,000,000 ms, unless it is said otherwise. */
class ShardClockTest {
    private static final long MS = 1_000_000;
    private static final long TRUE_OFFSET_MS = 995_000;
    private static final long EPOCH = 7;

    private ShardClock clock = ShardClock.UNKNOWN;

    @Test
    void theBatchThatWasFastestTellsTheOffset() {
        Random random = new Random(1);
        for (long atMs = 5_000; atMs < 15_000; atMs += 10) {
            append(EPOCH, atMs, atMs + TRUE_OFFSET_MS + 3 + random.nextInt(150));
        }
        assertThat(clock.offsetNs() / MS).isEqualTo(TRUE_OFFSET_MS + 3);
    }

    @Test
    void aBatchIsNeverLaterThanItsAppendTime() {
        Random random = new Random(2);
        for (long atMs = 5_000; atMs < 200_000; atMs += 10) {
            long appendMs = atMs + TRUE_OFFSET_MS + random.nextInt(900);
            append(EPOCH, atMs, appendMs);
            assertThat(atMs * MS + clock.offsetNs()).isLessThanOrEqualTo(appendMs * MS);
        }
    }

    /** Quartz that is 0.01 % slow loses 6 ms in a minute. */
    @Test
    void driftIsFollowedInBothDirections() {
        for (double rate : new double[] {0.9999, 1.0001}) {
            clock = ShardClock.UNKNOWN;
            for (long atMs = 5_000; atMs < 3_600_000; atMs += 100) {
                append(EPOCH, atMs, TRUE_OFFSET_MS + Math.round(atMs * rate));
                long errorMs = TRUE_OFFSET_MS + Math.round(atMs * rate) - atMs - clock.offsetNs() / MS;
                assertThat(errorMs).isBetween(0L, 7L);
            }
        }
    }

    /** For 20 s the broker took nothing; then what waited comes ten times as fast as it was made. */
    @Test
    void whatWaitedDuringAnOutageIsNotThePresent() {
        for (long atMs = 5_000; atMs < 10_000; atMs += 10) {
            append(EPOCH, atMs, atMs + TRUE_OFFSET_MS);
        }
        long backMs = 30_000 + TRUE_OFFSET_MS;
        for (long atMs = 10_000; atMs < 32_000; atMs += 10) {
            long appendMs = Math.max(atMs + TRUE_OFFSET_MS, backMs + (atMs - 10_000) / 10);
            append(EPOCH, atMs, appendMs);
            assertThat(clock.offsetNs() / MS).isEqualTo(TRUE_OFFSET_MS);
            assertThat(clock.delayMs(header(EPOCH, atMs), appendMs)).isEqualTo(appendMs - atMs - TRUE_OFFSET_MS);
        }
    }

    /** The monotonic clock stands still while the host sleeps. */
    @Test
    void afterTheHostHasSleptItsTimeIsRightWithinASecondOrTwo() {
        for (long atMs = 5_000; atMs < 10_000; atMs += 10) {
            append(EPOCH, atMs, atMs + TRUE_OFFSET_MS);
        }
        long slept = 3_600_000;
        for (long atMs = 10_000; atMs < 20_000; atMs += 10) {
            append(EPOCH, atMs, atMs + TRUE_OFFSET_MS + slept);
            if (atMs > 11_100) {
                assertThat(clock.offsetNs() / MS).isEqualTo(TRUE_OFFSET_MS + slept);
            }
        }
    }

    @Test
    void aHeaderWithAnAbsurdTimeDoesHarmForASecondOnly() {
        append(EPOCH, 5_000, 5_000 + TRUE_OFFSET_MS);
        append(EPOCH, Long.MAX_VALUE / MS / 2, 5_010 + TRUE_OFFSET_MS);
        for (long atMs = 5_020; atMs < 7_000; atMs += 10) {
            append(EPOCH, atMs, atMs + TRUE_OFFSET_MS);
        }
        assertThat(clock.offsetNs() / MS).isEqualTo(TRUE_OFFSET_MS);
    }

    @Test
    void aRestartedAgentHasAClockOfItsOwnAndTheOldOneSaysNothingMore() {
        append(EPOCH, 50_000, 50_000 + TRUE_OFFSET_MS);
        append(EPOCH + 1, 100, 60_000 + TRUE_OFFSET_MS);
        append(EPOCH, 50_010, 60_010 + TRUE_OFFSET_MS);

        assertThat(clock.offsetNs() / MS).isEqualTo(59_900 + TRUE_OFFSET_MS);
    }

    @Test
    void itIsSavedAndLoaded() {
        append(EPOCH, 5_000, 5_003 + TRUE_OFFSET_MS);
        append(EPOCH, 5_010, 9_000 + TRUE_OFFSET_MS);
        PackedOutput out = new PackedOutput(64);
        clock.save(out);
        assertThat(ShardClock.load(new PackedInput(out.toBytes()))).isEqualTo(clock);
    }

    private void append(long epoch, long closedMs, long appendMs) {
        clock = clock.with(header(epoch, closedMs), appendMs);
    }

    private static BatchHeader header(long epoch, long closedMs) {
        return new BatchHeader("host", 0, 1, epoch, 1, closedMs * MS, 0, 0);
    }
}
