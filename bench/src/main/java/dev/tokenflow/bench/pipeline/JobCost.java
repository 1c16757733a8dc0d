package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.CpuUser;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.job.metric.JobMetric;
import java.util.List;
import java.util.Set;

/**
 * What the job takes and writes for what it gets.
 *
 * @param borders of rounds, at least two
 * @param clients that have open connections
 */
record JobCost(List<Snapshot> borders, int clients) {
    private static final double HINTS_TARGET = 10;
    private static final double ROWS_TARGET = 6;
    private static final double MINUTE_NS = 60e9;

    JobCost {
        borders = List.copyOf(borders);
    }

    /** CPU time of some threads for one event taken in, of each round, µs. */
    double[] usPerEvent(Set<CpuUser> users) {
        double[] each = new double[borders.size() - 1];
        for (int i = 0; i < each.length; i++) {
            Snapshot from = borders.get(i);
            Snapshot to = borders.get(i + 1);
            long ns = users.stream()
                    .mapToLong(user -> to.cpu().nsSince(from.cpu(), user))
                    .sum();
            each[i] = ns / 1e3 / to.since(from, JobMetric.EVENTS_IN);
        }
        return each;
    }

    private double[] perClientMinute(JobMetric metric) {
        double[] each = new double[borders.size() - 1];
        for (int i = 0; i < each.length; i++) {
            Snapshot from = borders.get(i);
            Snapshot to = borders.get(i + 1);
            each[i] = to.since(from, metric) * MINUTE_NS / clients / (to.atNs() - from.atNs());
        }
        return each;
    }

    /** What is written for a client that does nothing unusual. */
    void reportWritten(BenchReport report, String at) {
        report.add(BenchRow.of(at + "hints, of a client and minute", "hints", perClientMinute(JobMetric.HINTS_OUT))
                .atMost(HINTS_TARGET));
        report.add(BenchRow.of(at + "rows, of a client and minute", "rows", perClientMinute(JobMetric.FEATURES_OUT))
                .atMost(ROWS_TARGET));
    }

    /** Where the job's CPU time goes. */
    void reportCpu(BenchReport report, String at) {
        report.add(BenchRow.of(at + "CPU of the job's threads, of an event", "µs", usPerEvent(CpuUser.job())));
        for (CpuUser user : CpuUser.job()) {
            report.add(BenchRow.of("  of it " + user.words(), "µs", usPerEvent(Set.of(user))));
        }
    }
}
