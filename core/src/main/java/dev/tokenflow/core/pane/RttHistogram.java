package dev.tokenflow.core.pane;

import java.util.Arrays;

/**
 * Counts of round-trip samples in log-linear buckets, within {@value #MAX_RELATIVE_ERROR} of any value
 * ({@link RttBuckets}). Samples can be taken out again, so a window rolls by adding what comes and subtracting what
 * leaves. Every {@value #STEP} buckets have a sum, so a quantile is found in a few dozen steps. Holds only the range of
 * buckets that was touched: RTTs of one path span few octaves. Not thread-safe.
 */
public final class RttHistogram {
    /** Largest distance between a value and what stands for it, relative to the value: 1/128. */
    public static final double MAX_RELATIVE_ERROR = 0.0078125;

    private static final int STEP_BITS = 4; // a shift: a division of signed numbers costs a fifth of an update
    private static final int STEP = 1 << STEP_BITS;
    private static final int[] NONE = new int[0];

    private int[] counts = NONE;
    private int[] sums = NONE;
    private int first;
    private long count;

    /** Adds one sample; {@code valueUs} &ge; 0. */
    public void add(int valueUs) {
        addAt(RttBuckets.of(valueUs), 1);
    }

    /** Takes out one sample that was added before. */
    public void subtract(int valueUs) {
        addAt(RttBuckets.of(valueUs), -1);
    }

    /** Adds all samples of another histogram. */
    public void add(RttHistogram other) {
        addScaled(other, 1);
    }

    /** Takes out all samples of another histogram, which were added before. */
    public void subtract(RttHistogram other) {
        addScaled(other, -1);
    }

    /** Number of samples. */
    public long count() {
        return count;
    }

    /**
     * The nearest-rank quantile: what stands for the smallest sample that at least the share {@code q} of all samples
     * does not exceed, in us.
     *
     * @throws IllegalStateException when there are no samples
     */
    public int quantileUs(double q) {
        if (count == 0) {
            throw new IllegalStateException("no samples");
        }
        long rank = rank(q, count);
        return RttBuckets.middleUs(2 * rank <= count ? fromBelow(rank) : fromAbove(count - rank));
    }

    /** Forgets all samples, keeps the memory. */
    public void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        count = 0;
    }

    /** Heap bytes, object headers included (64-bit JVM, compressed references). */
    public long bytes() {
        return 32 + (counts.length == 0 ? 0 : 32 + 4L * (counts.length + sums.length));
    }

    public RttHistogram copy() {
        RttHistogram copy = new RttHistogram();
        copy.counts = counts.clone();
        copy.sums = sums.clone();
        copy.first = first;
        copy.count = count;
        return copy;
    }

    /** Adds the samples of a pane, or with {@code sign} -1 takes them out. */
    public void add(PaneBody pane, int sign) {
        if (pane.count == 0) {
            return;
        }
        int[] buckets = pane.buckets();
        int distinct = pane.distinct;
        cover(buckets[0], buckets[distinct - 1]); // ascending: no further look at the range
        boolean exact = pane.isExact();
        for (int i = 0; i < distinct; i++) {
            int at = buckets[i] - first;
            int samples = exact ? sign : sign * pane.counts[i];
            counts[at] += samples;
            sums[at >>> STEP_BITS] += samples;
        }
        count += (long) sign * pane.count;
    }

    /** Rank of a quantile among {@code count} samples, from 1. */
    public static long rank(double q, long count) {
        return Math.max(1, Math.min(count, (long) Math.ceil(q * count)));
    }

    /** Adds samples to a bucket, as {@link #countAt} of another histogram gives them; negative takes them out. */
    public void addAt(int bucket, int samples) {
        int at = bucket - first;
        if (at < 0 || at >= counts.length) {
            at = makeRoomFor(bucket);
        }
        counts[at] += samples;
        sums[at >>> STEP_BITS] += samples;
        count += samples;
    }

    /** Samples in a bucket. */
    public int countAt(int bucket) {
        int at = bucket - first;
        return at < 0 || at >= counts.length ? 0 : counts[at];
    }

    /** The lowest bucket that may have samples. */
    public int firstBucket() {
        return first;
    }

    /** One above the highest bucket that may have samples. */
    public int endBucket() {
        return first + counts.length;
    }

    private int fromBelow(long rank) {
        int block = 0;
        long seen = 0;
        while (seen + sums[block] < rank) {
            seen += sums[block++];
        }
        int at = block * STEP;
        for (seen += counts[at]; seen < rank; seen += counts[at]) {
            at++;
        }
        return first + at;
    }

    /** The highest bucket above which at most {@code above} samples lie. */
    private int fromAbove(long above) {
        int block = sums.length - 1;
        long seen = 0;
        while (seen + sums[block] <= above) {
            seen += sums[block--];
        }
        int at = block * STEP + STEP - 1;
        for (seen += counts[at]; seen <= above; seen += counts[at]) {
            at--;
        }
        return first + at;
    }

    private void addScaled(RttHistogram other, int sign) {
        int from = 0;
        int to = other.counts.length;
        while (from < to && other.counts[from] == 0) {
            from++;
        }
        while (from < to && other.counts[to - 1] == 0) {
            to--;
        }
        if (from == to) {
            return;
        }
        cover(other.first + from, other.first + to - 1);
        int shift = other.first - first;
        for (int i = from; i < to; i++) {
            counts[i + shift] += sign * other.counts[i];
        }
        for (int i = from / STEP; i <= (to - 1) / STEP; i++) {
            sums[i + shift / STEP] += sign * other.sums[i];
        }
        count += sign * other.count;
    }

    private int makeRoomFor(int bucket) {
        cover(bucket, bucket);
        return bucket - first;
    }

    /** Makes room for all buckets from {@code low} to {@code high}. */
    public void cover(int low, int high) {
        if (counts.length > 0 && low >= first && high < first + counts.length) {
            return;
        }
        int margin = counts.length / 2; // so that a range that grows bucket by bucket is not copied each time
        int lowest = counts.length == 0 ? low : low < first ? Math.max(0, low - margin) : first;
        int highest = counts.length == 0
                ? high
                : high < endBucket() ? endBucket() - 1 : Math.min(RttBuckets.COUNT - 1, high + margin);
        int newFirst = lowest / STEP * STEP;
        int[] wider = new int[(highest / STEP + 1) * STEP - newFirst];
        System.arraycopy(counts, 0, wider, counts.length == 0 ? 0 : first - newFirst, counts.length);
        int[] widerSums = new int[wider.length / STEP];
        System.arraycopy(sums, 0, widerSums, counts.length == 0 ? 0 : (first - newFirst) / STEP, sums.length);
        counts = wider;
        sums = widerSums;
        first = newFirst;
    }
}
