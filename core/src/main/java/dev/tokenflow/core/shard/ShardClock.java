package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.protocol.event.BatchHeader;

/**
 * What to add to the monotonic clock of a shard's host to get the broker's time. A batch is appended some time after it
 * was closed; the smallest difference seen is that of the batch that was under way for the shortest time, so it is
 * closest to the truth. The wall clock of the host has no part in it: it may be wrong and may step.
 *
 * <p>The smallest difference is that of the last {@link #RENEWAL_NS} to twice as long, so that drift is followed. A
 * difference that has grown by more than {@link #JUMP_NS} is a batch that waited, as after an outage of the broker:
 * then it falls again, since what waited comes faster than it was made. When it does not fall for {@link #JUMP_NS} of
 * both clocks, nothing waited: the host slept, and its monotonic clock stood still meanwhile. Immutable.
 *
 * @param epoch of the agent; another one may have another clock
 * @param offsetNs to be added; at most the difference of any batch of the time looked at
 * @param bucketNs when the present stretch of time began, by the host's clock
 * @param bucketMinNs smallest difference in it
 * @param beforeMinNs smallest difference in the stretch before
 * @param highSinceNs the first batch of those whose difference is much too large, by the host's clock; 0 = there is
 *     none
 * @param highFromNs difference of that batch
 */
public record ShardClock(
        long epoch,
        long offsetNs,
        long bucketNs,
        long bucketMinNs,
        long beforeMinNs,
        long highSinceNs,
        long highFromNs) {
    /** Nothing is known. */
    public static final ShardClock UNKNOWN = new ShardClock(Long.MIN_VALUE, 0, 0, 0, 0, 0, 0);

    static final long RENEWAL_NS = 30_000_000_000L;
    static final long JUMP_NS = 1_000_000_000L;

    /** The difference of batches that waited falls by nearly a second in each second of the host's clock. */
    private static final long FALLEN_NS = JUMP_NS / 2;

    private static final long NS_PER_MS = 1_000_000L;

    /**
     * With what the next batch tells.
     *
     * @param appendMs when the broker appended it, ms since 1970
     */
    public ShardClock with(BatchHeader header, long appendMs) {
        long closedNs = header.closedNs();
        long difference = appendMs * NS_PER_MS - closedNs;
        if (header.epoch() != epoch) {
            return header.epoch() < epoch ? this : first(header.epoch(), closedNs, difference);
        }
        if (difference - offsetNs > JUMP_NS) {
            return high(closedNs, difference);
        }
        long min = Math.min(bucketMinNs, difference);
        if (closedNs - bucketNs >= RENEWAL_NS) {
            return new ShardClock(epoch, min, closedNs, difference, min, 0, 0);
        }
        return new ShardClock(epoch, Math.min(min, beforeMinNs), bucketNs, min, beforeMinNs, 0, 0);
    }

    /** How much longer a batch was under way than the fastest lately, ms. */
    public long delayMs(BatchHeader header, long appendMs) {
        return (appendMs * NS_PER_MS - header.closedNs() - offsetNs) / NS_PER_MS;
    }

    private static ShardClock first(long epoch, long closedNs, long difference) {
        return new ShardClock(epoch, difference, closedNs, difference, difference, 0, 0);
    }

    private ShardClock high(long closedNs, long difference) {
        boolean falls = difference < highFromNs - FALLEN_NS;
        if (highSinceNs == 0 || falls || closedNs < highSinceNs) {
            return new ShardClock(epoch, offsetNs, bucketNs, bucketMinNs, beforeMinNs, closedNs, difference);
        }
        return closedNs - highSinceNs >= JUMP_NS ? first(epoch, closedNs, Math.min(highFromNs, difference)) : this;
    }

    void save(PackedOutput out) {
        out.putLong(epoch)
                .putLong(offsetNs)
                .putLong(bucketNs)
                .putLong(bucketMinNs)
                .putLong(beforeMinNs);
        out.putLong(highSinceNs).putLong(highFromNs);
    }

    static ShardClock load(PackedInput in) {
        return new ShardClock(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
