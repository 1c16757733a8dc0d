package dev.tokenflow.core.feature;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects round-trip samples and answers quantiles by nearest rank: exact up to {@value #EXACT_SAMPLES} samples, above that within 0.79 % of the exact
 * answer ({@link RttBuckets}). Reusable through {@link #clear()}; not thread-safe.
 */
public final class RttHistogram {
    /** Up to this many samples every value is kept. */
    public static final int EXACT_SAMPLES = 64;

    private final int[] exactUs = new int[EXACT_SAMPLES];
    private int @Nullable [] buckets;
    private boolean bucketed;
    private long count;
    private long sumUs;
    private int minUs = Integer.MAX_VALUE;
    private int maxUs;

    /** Forgets all samples. */
    public RttHistogram clear() {
        if (bucketed && buckets != null) {
            Arrays.fill(buckets, 0);
        }
        bucketed = false;
        count = 0;
        sumUs = 0;
        minUs = Integer.MAX_VALUE;
        maxUs = 0;
        return this;
    }

    /** Adds one sample; {@code valueUs} &ge; 0. */
    public RttHistogram add(int valueUs) {
        put(valueUs, 1);
        return measured(valueUs, valueUs, valueUs);
    }

    /**
     * Adds a fold of {@code samples} samples of which only smallest, largest and sum are known: both ends once, all others at the mean of the rest. Count,
     * sum, minimum and maximum stay exact.
     */
    public RttHistogram addFold(int samples, long foldSumUs, int foldMinUs, int foldMaxUs) {
        put(foldMaxUs, 1);
        if (samples > 1) {
            put(foldMinUs, 1);
        }
        int others = samples - 2;
        if (others > 0) {
            long meanUs = (foldSumUs - foldMinUs - foldMaxUs) / others;
            put((int) Math.max(foldMinUs, Math.min(foldMaxUs, meanUs)), others);
        }
        return measured(foldSumUs, foldMinUs, foldMaxUs);
    }

    /** Adds all samples of a sketch. */
    public RttHistogram add(RttSketch sketch) {
        if (sketch.count() == 0) {
            return this;
        }
        for (int i = 0; i < sketch.valuesUs().length; i++) {
            put(sketch.valuesUs()[i], sketch.counts()[i]);
        }
        return measured(sketch.sumUs(), sketch.minUs(), sketch.maxUs());
    }

    /** Number of samples. */
    public long count() {
        return count;
    }

    /** Smallest sample in us; NaN when empty. */
    public double minUs() {
        return count == 0 ? Double.NaN : minUs;
    }

    /** Largest sample in us; NaN when empty. */
    public double maxUs() {
        return count == 0 ? Double.NaN : maxUs;
    }

    /** Mean in us; NaN when empty. */
    public double meanUs() {
        return count == 0 ? Double.NaN : (double) sumUs / count;
    }

    /** The smallest value that at least the share {@code q} of all samples does not exceed, in us; NaN when empty. */
    public double quantileUs(double q) {
        if (count == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, Math.min(count, (long) Math.ceil(q * count)));
        if (!bucketed) {
            Arrays.sort(exactUs, 0, (int) count);
            return exactUs[(int) rank - 1];
        }
        int bucket = -1;
        for (long seen = 0; seen < rank; ) {
            seen += dense()[++bucket];
        }
        return within(RttBuckets.middleUs(bucket));
    }

    /** What was collected, in its travelling form. */
    public RttSketch toSketch() {
        if (count == 0) {
            return RttSketch.EMPTY;
        }
        return bucketed ? bucketedSketch() : exactSketch();
    }

    /** Files samples under a value, which may be a bucket's middle; the exact figures come with {@link #measured}. */
    private void put(int valueUs, int samples) {
        if (!bucketed && count + samples > EXACT_SAMPLES) {
            toBuckets();
        }
        if (bucketed) {
            dense()[RttBuckets.of(valueUs)] += samples;
        } else {
            Arrays.fill(exactUs, (int) count, (int) count + samples, valueUs);
        }
        count += samples;
    }

    private RttHistogram measured(long addedUs, int leastUs, int mostUs) {
        sumUs += addedUs;
        minUs = Math.min(minUs, leastUs);
        maxUs = Math.max(maxUs, mostUs);
        return this;
    }

    private void toBuckets() {
        bucketed = true;
        for (int i = 0; i < count; i++) {
            dense()[RttBuckets.of(exactUs[i])]++;
        }
    }

    private int[] dense() {
        int[] dense = buckets;
        if (dense == null) {
            dense = new int[RttBuckets.COUNT];
            buckets = dense;
        }
        return dense;
    }

    /** The middle of the outermost buckets may lie beyond the outermost samples. */
    private int within(int valueUs) {
        return Math.max(minUs, Math.min(maxUs, valueUs));
    }

    private RttSketch exactSketch() {
        Arrays.sort(exactUs, 0, (int) count);
        int[] values = new int[(int) count];
        int[] counts = new int[(int) count];
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (distinct == 0 || values[distinct - 1] != exactUs[i]) {
                values[distinct++] = exactUs[i];
            }
            counts[distinct - 1]++;
        }
        return new RttSketch(
                Arrays.copyOf(values, distinct), Arrays.copyOf(counts, distinct), count, sumUs, minUs, maxUs);
    }

    private RttSketch bucketedSketch() {
        int first = RttBuckets.of(minUs);
        int last = RttBuckets.of(maxUs);
        int distinct = 0;
        for (int bucket = first; bucket <= last; bucket++) {
            distinct += dense()[bucket] > 0 ? 1 : 0;
        }
        int[] values = new int[distinct];
        int[] counts = new int[distinct];
        int next = 0;
        for (int bucket = first; bucket <= last; bucket++) {
            if (dense()[bucket] > 0) {
                values[next] = RttBuckets.middleUs(bucket);
                counts[next++] = dense()[bucket];
            }
        }
        return new RttSketch(values, counts, count, sumUs, minUs, maxUs);
    }
}
