package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.CpuAccount;
import dev.tokenflow.job.metric.JobMetric;
import java.util.Map;

/**
 * What was taken and done until one instant.
 *
 * @param cpu CPU time
 * @param counters of the job
 */
record Snapshot(CpuAccount cpu, Map<JobMetric, Long> counters) {
    Snapshot {
        counters = Map.copyOf(counters);
    }

    long atNs() {
        return cpu.atNs();
    }

    /** How far a counter of the job has come since {@code before}. */
    long since(Snapshot before, JobMetric metric) {
        return counters.getOrDefault(metric, 0L) - before.counters.getOrDefault(metric, 0L);
    }
}
