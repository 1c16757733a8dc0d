package dev.tokenflow.core.pane;

/**
 * The log-linear buckets of a round-trip histogram: values below 64 us have a bucket each, above that every power of
 * two is cut into 64 equal parts. A bucket is represented by its middle, so a value is at most 1/128 = 0.79 % away from
 * what stands for it. The scheme is that of HdrHistogram (Tene).
 */
public final class RttBuckets {
    private static final int PARTS_LOG2 = 6;
    private static final int PARTS = 1 << PARTS_LOG2;

    /** Number of buckets for all of 0 to {@link Integer#MAX_VALUE} us. */
    static final int COUNT = (31 - PARTS_LOG2 + 1) * PARTS;

    private RttBuckets() {}

    /** Bucket of a value in us, &ge; 0. */
    public static int of(int valueUs) {
        if (valueUs < PARTS) {
            return valueUs;
        }
        int shift = 31 - Integer.numberOfLeadingZeros(valueUs) - PARTS_LOG2;
        return (shift << PARTS_LOG2) + (valueUs >>> shift);
    }

    /** The value in us that stands for a bucket: its middle. */
    public static int middleUs(int bucket) {
        if (bucket < 2 * PARTS) {
            return bucket;
        }
        int shift = (bucket >>> PARTS_LOG2) - 1;
        return ((bucket - (shift << PARTS_LOG2)) << shift) + (1 << (shift - 1));
    }
}
