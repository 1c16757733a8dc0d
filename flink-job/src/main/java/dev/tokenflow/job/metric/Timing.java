package dev.tokenflow.job.metric;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** How long an operator works on something, in nanoseconds, over its latest {@value #KEPT} timed pieces of work. */
public final class Timing {
    private static final int KEPT = 512;

    private final Histogram histogram;
    private final int every;
    private int untilNext = 1;

    private Timing(Histogram histogram, int every) {
        this.histogram = histogram;
        this.every = every;
    }

    /**
     * A histogram in the operator's group.
     *
     * @param every times one piece of work in so many, where reading the clock twice would be felt
     */
    public static Timing of(String name, int every, RuntimeContext context) {
        return new Timing(
                context.getMetricGroup()
                        .addGroup(JobMetric.GROUP)
                        .histogram(name, new DescriptiveStatisticsHistogram(KEPT)),
                every);
    }

    /** When a piece of work begins; 0 for one that is not timed. */
    public long begin() {
        if (--untilNext > 0) {
            return 0;
        }
        untilNext = every;
        return System.nanoTime();
    }

    /** The piece of work that {@link #begin} gave this for is done. */
    public void end(long begun) {
        if (begun != 0) {
            histogram.update(System.nanoTime() - begun);
        }
    }
}
