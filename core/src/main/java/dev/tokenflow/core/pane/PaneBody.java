package dev.tokenflow.core.pane;

import dev.tokenflow.core.codec.PackedInput;
import java.util.Arrays;

/**
 * The packed sums and samples of a pane, the same bytes in a block, in a path's log and in a snapshot:
 *
 * <pre>
 *  flags, bytesAcked, delivered, [retransmits, dsacks], [{@link PaneFacts}],
 *  [count, variationSum, [appLimited],
 *     up to 64 samples:  [sum beyond that of the samples], samples ascending as differences
 *     more:              sum, min, max, buckets, (difference to the bucket before, samples) for each ]
 * </pre>
 *
 * All numbers are varints. Samples are in canonical order, so equal panes have equal bytes. This is a reusable view of
 * one body.
 */
public final class PaneBody {
    /** Up to this many samples every value is kept. */
    public static final int EXACT_SAMPLES = 64;

    public static final int HAS_RTT = 1;
    public static final int HAS_LOSS = 2;
    public static final int HAS_EXTRA_SUM = 4;
    public static final int ALL_APP_LIMITED = 8;
    public static final int SOME_APP_LIMITED = 16;

    public long bytesAcked;
    public long delivered;
    public long retransmits;
    public long dsacks;
    public final PaneFacts facts = new PaneFacts();
    public int count;
    public long variationSumUs;
    public long appLimited;
    public long sumUs;
    public int minUs;
    public int maxUs;

    /** Exact samples, or buckets. */
    int distinct;

    /** The values of up to 64 samples, ascending; else bucket numbers. */
    public int[] values = new int[EXACT_SAMPLES];

    /** Samples of each bucket; of no meaning for exact samples. */
    public int[] counts = new int[EXACT_SAMPLES];

    private final int[] bucketsOfValues = new int[EXACT_SAMPLES];
    private boolean bucketsKnown;

    /** The bucket of each sample, ascending; with more than 64 samples each bucket once. */
    int[] buckets() {
        if (!isExact()) {
            return values;
        }
        if (!bucketsKnown) {
            bucketsKnown = true;
            for (int i = 0; i < distinct; i++) {
                bucketsOfValues[i] = RttBuckets.of(values[i]);
            }
        }
        return bucketsOfValues;
    }

    public boolean isExact() {
        return count <= EXACT_SAMPLES;
    }

    /** Reads the body at the input's position, samples included. */
    public PaneBody read(PackedInput in) {
        int flags = in.readByte();
        bucketsKnown = false;
        readCounters(in, flags);
        if ((flags & HAS_RTT) == 0) {
            count = 0;
            variationSumUs = 0;
            appLimited = 0;
            sumUs = 0;
            distinct = 0;
            return this;
        }
        count = in.readInt();
        variationSumUs = in.readVarint();
        appLimited = (flags & ALL_APP_LIMITED) != 0 ? count : (flags & SOME_APP_LIMITED) != 0 ? in.readVarint() : 0;
        if (isExact()) {
            readSamples(in, (flags & HAS_EXTRA_SUM) != 0 ? in.readSigned() : 0);
        } else {
            readBuckets(in);
        }
        return this;
    }

    /** Reads only what does not belong to round trips. */
    public PaneBody readCounters(PackedInput in) {
        readCounters(in, in.readByte());
        return this;
    }

    private void readCounters(PackedInput in, int flags) {
        bytesAcked = in.readVarint();
        delivered = in.readVarint();
        boolean lossy = (flags & HAS_LOSS) != 0;
        retransmits = lossy ? in.readVarint() : 0;
        dsacks = lossy ? in.readVarint() : 0;
        facts.read(in, flags, delivered);
    }

    private void readSamples(PackedInput in, long extraSumUs) {
        sumUs = extraSumUs + in.readAscending(values, count);
        distinct = count;
        minUs = values[0];
        maxUs = values[count - 1];
    }

    private void readBuckets(PackedInput in) {
        sumUs = in.readVarint();
        minUs = in.readInt();
        maxUs = in.readInt();
        distinct = in.readInt();
        if (distinct > values.length) {
            values = new int[2 * distinct];
            counts = new int[2 * distinct];
        }
        int bucket = 0;
        for (int i = 0; i < distinct; i++) {
            bucket += in.readInt();
            values[i] = bucket;
            counts[i] = in.readInt();
        }
    }

    @Override
    public String toString() {
        return count + " samples " + Arrays.toString(Arrays.copyOf(values, distinct)) + ", " + bytesAcked + " bytes, "
                + delivered + " delivered, " + retransmits + " retransmitted";
    }
}
