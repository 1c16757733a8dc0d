package dev.tokenflow.core.feature;

/** The round trips of a span with more samples than are kept exact: a histogram whose median and p95 are followed. */
final class DenseSpan {
    private final RttHistogram histogram;
    private final QuantileCursor median;
    private final QuantileCursor p95;

    DenseSpan() {
        this(new RttHistogram(), new QuantileCursor(0.5), new QuantileCursor(0.95));
    }

    private DenseSpan(RttHistogram histogram, QuantileCursor median, QuantileCursor p95) {
        this.histogram = histogram;
        this.median = median;
        this.p95 = p95;
    }

    DenseSpan copy() {
        return new DenseSpan(histogram.copy(), median.copy(), p95.copy());
    }

    /** Adds the samples of a pane, or with {@code sign} -1 takes them out. */
    void change(PaneBody pane, int sign) {
        boolean exact = pane.isExact();
        for (int i = 0; i < pane.distinct; i++) {
            int bucket = exact ? RttBuckets.of(pane.values[i]) : pane.values[i];
            int samples = exact ? sign : sign * pane.counts[i];
            histogram.addAt(bucket, samples);
            median.changed(bucket, samples);
            p95.changed(bucket, samples);
        }
    }

    int medianUs() {
        return median.valueUs(histogram);
    }

    int p95Us() {
        return p95.valueUs(histogram);
    }
}
