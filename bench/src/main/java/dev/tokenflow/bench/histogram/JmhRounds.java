package dev.tokenflow.bench.histogram;

import dev.tokenflow.bench.report.BenchException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the methods of a JMH benchmark class in rounds: every method once a round, in a fresh JVM each. What disturbs
 * the machine for a while so disturbs all of them alike.
 *
 * @param rounds fresh JVMs for each method; &ge; 1
 * @param iterations iterations of each JVM, as many again before them to warm up; &ge; 1
 * @param iterationMs length of an iteration, ms; &ge; 1
 */
record JmhRounds(int rounds, int iterations, int iterationMs) {
    JmhRounds {
        if (rounds < 1 || iterations < 1 || iterationMs < 1) {
            throw new IllegalArgumentException("rounds " + rounds + ", iterations " + iterations + ", iterationMs "
                    + iterationMs + ": expected 1 or more");
        }
    }

    /** Every method's scores, one an iteration, round after round; ns of CPU time per call. */
    Map<String, double[][]> measure(Class<?> benchmarks) throws BenchException {
        Options options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarks.getName() + "."))
                .forks(1)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.milliseconds(iterationMs))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(iterationMs))
                .timeUnit(TimeUnit.NANOSECONDS)
                .jvmArgs("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "--sun-misc-unsafe-memory-access=allow")
                .addProfiler(CpuTimeProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Map<String, double[][]> scores = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : run(options)) {
                String name = result.getParams().getBenchmark();
                scores.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), key -> new double[rounds][])[round] =
                        iterations(result);
            }
        }
        return scores;
    }

    private static Collection<RunResult> run(Options options) throws BenchException {
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new BenchException("JMH: " + e.getMessage());
        }
    }

    private static double[] iterations(RunResult result) {
        List<Double> scores = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.add(Objects.requireNonNull(
                                iteration.getSecondaryResults().get(CpuTimeProfiler.RESULT), "the profiler's result")
                        .getScore());
            }
        }
        return scores.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
