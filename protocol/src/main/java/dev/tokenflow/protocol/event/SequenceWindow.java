package dev.tokenflow.protocol.event;

/**
 * Which batches of one source were seen lately, so that duplicates are dropped and gaps counted although batches may
 * overtake each other: the anti-replay window of RFC 4303, section 3.4.3.
 *
 * @param epoch epoch of the source; {@link #NOTHING_SEEN} before the first batch
 * @param newest highest sequence seen in that epoch
 * @param seen bit i is set when batch {@code newest - i} was seen
 */
public record SequenceWindow(long epoch, long newest, long seen) {
    /** Before any batch. */
    public static final SequenceWindow START = new SequenceWindow(SequenceWindow.NOTHING_SEEN, -1, 0);

    /** An epoch no source has. */
    public static final long NOTHING_SEEN = -1;

    private static final int WIDTH = 64;

    /** Whether the batch was seen before, is too old to tell, or belongs to an epoch that has ended. */
    public boolean isDuplicate(long batchEpoch, long sequence) {
        if (batchEpoch != epoch) {
            return batchEpoch < epoch;
        }
        long behind = newest - sequence;
        return behind >= WIDTH || (behind >= 0 && (seen >>> behind & 1) != 0);
    }

    /**
     * Batches that are missing between the newest one and this one, should it be newer; the first batch of a source
     * leaves none missing.
     */
    public long missingBefore(long batchEpoch, long sequence) {
        if (epoch == NOTHING_SEEN) {
            return 0;
        }
        return batchEpoch == epoch ? Math.max(0, sequence - newest - 1) : sequence;
    }

    /** Whether this batch was counted as missing and came after all. */
    public boolean isOvertaken(long batchEpoch, long sequence) {
        return batchEpoch == epoch && sequence < newest;
    }

    /** The window after a batch that is no duplicate. */
    public SequenceWindow after(long batchEpoch, long sequence) {
        if (batchEpoch != epoch) {
            return new SequenceWindow(batchEpoch, sequence, 1);
        }
        long ahead = sequence - newest;
        if (ahead <= 0) {
            return new SequenceWindow(epoch, newest, seen | 1L << -ahead);
        }
        return new SequenceWindow(epoch, sequence, ahead >= WIDTH ? 1 : seen << ahead | 1);
    }
}
