package dev.tokenflow.bench.histogram;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time of all Java threads per call, where JMH's own score is time that passed: what other processes take from the
 * benchmark meanwhile is not a cost of what it measures. Compiler and collector threads are not in it. Public because
 * JMH makes it, in the JVM of the benchmark.
 */
public final class CpuTimeProfiler implements InternalProfiler {
    /** Name of the secondary result; ns per call. */
    static final String RESULT = "cpu";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long beforeNs;

    @Override
    public String getDescription() {
        return "CPU time of Java threads per call";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        beforeNs = cpuNs();
    }

    @Override
    public List<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double perCall = (double) (cpuNs() - beforeNs) / result.getMetadata().getAllOps();
        return List.of(new ScalarResult(RESULT, perCall, "ns/op", AggregationPolicy.AVG));
    }

    private long cpuNs() {
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            sum += Math.max(0, threads.getThreadCpuTime(id)); // -1: has just ended
        }
        return sum;
    }
}
