package dev.tokenflow.job.metric;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** One counter of an operator, as a metric and as an accumulator. */
public final class Count {
    private final MetricGroup group;
    private final String name;
    private final Counter metric;
    private final LongCounter accumulator = new LongCounter();
    private final Map<String, Counter> byReason = new HashMap<>();

    private Count(MetricGroup group, String name) {
        this.group = group;
        this.name = name;
        metric = group.counter(name);
    }

    public static Count of(JobMetric metric, RuntimeContext context) {
        Count count = new Count(context.getMetricGroup().addGroup(JobMetric.GROUP), metric.metricName());
        context.addAccumulator(metric.metricName(), count.accumulator);
        return count;
    }

    public void add(long n) {
        metric.inc(n);
        accumulator.add(n);
    }

    /** Also counts under a label {@code reason}, which must be one of a few words. */
    public void add(long n, String reason) {
        add(n);
        byReason.computeIfAbsent(reason, word -> group.addGroup("reason", word).counter(name + "_by_reason"))
                .inc(n);
    }
}
