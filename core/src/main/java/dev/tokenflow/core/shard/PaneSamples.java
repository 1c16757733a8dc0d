package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.RttBuckets;
import dev.tokenflow.core.pane.RttHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The round trips of a pane: a multiset of samples, and of very many a histogram. A part of a {@link PaneAccumulator},
 * which inherits it because there is one for nearly every event, and an object less for each is worth it.
 */
abstract class PaneSamples {
    /**
     * Most samples of a pane; the round trips of what comes beyond are left out. A histogram, whose counts have 31
     * bits, has room for thousands of such panes.
     */
    static final int MAX_SAMPLES = 1 << 19;

    private static final int FEW = 8;

    long sumUs;
    int minUs = Integer.MAX_VALUE;
    int maxUs;
    int count;
    long highUs = Long.MAX_VALUE;
    int high;
    private int[] samples = new int[FEW];
    private @Nullable RttHistogram histogram;

    /**
     * Adds {@code n} samples of which only the smallest, the largest and the sum are known. The smallest and the
     * largest count once, all others count as the mean of what is left. Count, sum, minimum and maximum stay exact.
     */
    final void addSamples(int n, long sampleSumUs, int sampleMinUs, int sampleMaxUs) {
        sumUs += sampleSumUs;
        minUs = Math.min(minUs, sampleMinUs);
        maxUs = Math.max(maxUs, sampleMaxUs);
        put(sampleMaxUs, 1);
        if (n > 1) {
            put(sampleMinUs, 1);
        }
        int others = n - 2;
        if (others > 0) {
            long meanUs = (sampleSumUs - sampleMinUs - sampleMaxUs) / others;
            put((int) Math.max(sampleMinUs, Math.min(sampleMaxUs, meanUs)), others);
        }
    }

    /** Adds those of a part, for which there must be room. */
    final void addSamplesOf(PaneSamples part) {
        sumUs += part.sumUs;
        minUs = Math.min(minUs, part.minUs);
        maxUs = Math.max(maxUs, part.maxUs);
        RttHistogram other = part.histogram;
        if (other != null) {
            count += part.count;
            bucketed(part.count).add(other);
        } else {
            for (int i = 0; i < part.count; i++) {
                put(part.samples[i], 1);
            }
        }
    }

    final boolean hasSamples() {
        return count > 0;
    }

    /** Median of what was summed so far, us; only with samples. */
    final int medianUs() {
        if (histogram != null) {
            return histogram.quantileUs(0.5);
        }
        sort();
        return samples[(int) RttHistogram.rank(0.5, count) - 1];
    }

    /** From now on samples above this count as high. */
    final void watchAbove(long limitUs) {
        highUs = limitUs;
    }

    /** Whether the median of what was summed so far is high, and so are at least {@code samples}. */
    final boolean isHigh(int samples) {
        return high >= samples && 2 * (count - high) < count;
    }

    /** Appends the samples themselves, or how many fell into each bucket; only with samples. */
    final void writeSamples(PackedOutput out, long extraSumUs) {
        if (histogram != null) {
            writeBuckets(out);
            return;
        }
        if (extraSumUs != 0) {
            out.putSigned(extraSumUs);
        }
        sort();
        int before = 0;
        for (int i = 0; i < count; i++) {
            out.putVarint(samples[i] - before);
            before = samples[i];
        }
    }

    private void writeBuckets(PackedOutput out) {
        RttHistogram all = bucketed(0);
        out.putVarint(sumUs).putVarint(minUs).putVarint(maxUs);
        int distinct = 0;
        for (int bucket = all.firstBucket(); bucket < all.endBucket(); bucket++) {
            distinct += all.countAt(bucket) > 0 ? 1 : 0;
        }
        out.putVarint(distinct);
        int before = 0;
        for (int bucket = all.firstBucket(); bucket < all.endBucket(); bucket++) {
            if (all.countAt(bucket) > 0) {
                out.putVarint(bucket - before).putVarint(all.countAt(bucket));
                before = bucket;
            }
        }
    }

    /** Most panes have a handful of samples, for which the general sort takes longer to begin than this to end. */
    private void sort() {
        if (count > FEW) {
            Arrays.sort(samples, 0, count);
            return;
        }
        for (int i = 1; i < count; i++) {
            int value = samples[i];
            int at = i;
            while (at > 0 && samples[at - 1] > value) {
                samples[at] = samples[--at];
            }
            samples[at] = value;
        }
    }

    /** What the sum has beyond that of the samples, which are made up in part; 0 where only buckets are known. */
    final long extraSumUs() {
        if (histogram != null || count == 0) {
            return 0;
        }
        long extraUs = sumUs;
        for (int i = 0; i < count; i++) {
            extraUs -= samples[i];
        }
        return extraUs;
    }

    private void put(int valueUs, int n) {
        high += valueUs > highUs ? n : 0;
        if (histogram != null || count + n > PaneBody.EXACT_SAMPLES) {
            count += n;
            bucketed(n).addAt(RttBuckets.of(valueUs), n);
            return;
        }
        if (count + n > samples.length) {
            samples = Arrays.copyOf(samples, Math.min(PaneBody.EXACT_SAMPLES, Math.max(count + n, 2 * samples.length)));
        }
        for (int i = 0; i < n; i++) {
            samples[count++] = valueUs;
        }
    }

    /** The histogram, made of the exact samples before the last {@code added} when there was none. */
    private RttHistogram bucketed(int added) {
        RttHistogram all = histogram;
        if (all == null) {
            all = new RttHistogram();
            all.cover(RttBuckets.of(minUs), RttBuckets.of(maxUs));
            for (int i = 0; i < count - added; i++) {
                all.add(samples[i]);
            }
            histogram = all;
            samples = new int[0];
        }
        return all;
    }

    /** For a snapshot: how many there are, and they. */
    final void saveSamples(PackedOutput out) {
        out.putVarint(count);
        if (histogram == null) {
            for (int i = 0; i < count; i++) {
                out.putVarint(samples[i]);
            }
        } else {
            writeBuckets(out);
        }
    }

    /** Reads what {@link #saveSamples} wrote into one that is new. */
    final void loadSamples(PackedInput in) {
        int n = in.readInt();
        if (n <= PaneBody.EXACT_SAMPLES) {
            samples = new int[Math.max(FEW, n)];
            for (int i = 0; i < n; i++) {
                samples[i] = in.readInt();
            }
            count = n;
            return;
        }
        in.readVarint(); // sum, minimum and maximum: known already
        in.readVarint();
        in.readVarint();
        RttHistogram all = new RttHistogram();
        int bucket = 0;
        for (int left = in.readInt(); left > 0; left--) {
            bucket += in.readInt();
            all.addAt(bucket, in.readInt());
        }
        histogram = all;
        samples = new int[0];
        count = n;
    }
}
