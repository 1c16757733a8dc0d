package dev.tokenflow.job.metric;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.execution.JobClient;

/**
 * Reads the job's counters from outside, on a cluster as in one JVM. They are as old as a TaskManager's heartbeat
 * ({@code heartbeat.interval}).
 */
public final class JobCounters {
    private JobCounters() {}

    /** All counters of the running job; those that nothing has counted yet are 0. */
    public static CompletableFuture<Map<JobMetric, Long>> read(JobClient job) {
        return job.getAccumulators().thenApply(JobCounters::byMetric);
    }

    private static Map<JobMetric, Long> byMetric(Map<String, Object> accumulators) {
        Map<JobMetric, Long> counters = new EnumMap<>(JobMetric.class);
        for (JobMetric metric : JobMetric.values()) {
            counters.put(metric, accumulators.get(metric.metricName()) instanceof Long value ? value : 0L);
        }
        return counters;
    }
}
