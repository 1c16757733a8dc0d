package dev.tokenflow.core.feature;

/**
 * Follows one quantile of a changing {@link RttHistogram}: remembers the bucket it was last in and how many samples lie below, and moves from there. A rolling window
 * changes by a few samples at a time, so the answer is a step or two away, where a scan would pass a hundred buckets.
 */
final class QuantileCursor {
    private final double q;
    private int bucket;
    private long below;

    QuantileCursor(double q) {
        this.q = q;
    }

    QuantileCursor copy() {
        QuantileCursor copy = new QuantileCursor(q);
        copy.bucket = bucket;
        copy.below = below;
        return copy;
    }

    /** Must be told of every change of the histogram. */
    void changed(int changedBucket, int samples) {
        if (changedBucket < bucket) {
            below += samples;
        }
    }

    /** What stands for the quantile, us; the histogram must not be empty. */
    int valueUs(RttHistogram histogram) {
        long rank = RttHistogram.rank(q, histogram.count());
        while (below >= rank) {
            below -= histogram.countAt(--bucket);
        }
        for (int here = histogram.countAt(bucket); below + here < rank; here = histogram.countAt(bucket)) {
            below += here;
            bucket = Math.max(bucket + 1, below == 0 ? histogram.firstBucket() : 0);
        }
        return RttBuckets.middleUs(bucket);
    }
}
