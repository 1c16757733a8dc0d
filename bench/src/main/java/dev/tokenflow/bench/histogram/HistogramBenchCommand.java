package dev.tokenflow.bench.histogram;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench histogram}. */
@Command(
        name = "histogram",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what it costs to keep the round trips of a path in a rolling histogram and to ask for their 95th"
                    + " percentile: CPU time of a call and heap of a window, next to HdrHistogram, DDSketch and KLL.",
            "",
            "Runs on JMH with every measurement in JVMs of its own. Takes about two minutes."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class HistogramBenchCommand implements Callable<Integer> {
    private static final int MAX_ROUNDS = 100;
    private static final int MAX_ITERATIONS = 100;
    private static final int MAX_ITERATION_MS = 60_000;
    private static final double UPDATE_NS = 5;
    private static final double P95_NS = 300;
    private static final double UPDATE_LEAD_OVER_KLL = 6;
    private static final int[] WINDOW_SAMPLES = {50, 500, 3_000};

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Fresh JVMs for each measurement. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            paramLabel = "N",
            description =
                    "Measured iterations of each JVM, and as many before them to warm up. Default: ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(
            names = "--iteration-ms",
            defaultValue = "300",
            paramLabel = "MS",
            description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int iterationMs;

    @Override
    public Integer call() throws Exception {
        checkArguments();
        PrintWriter out = spec.commandLine().getOut();
        for (Contender contender : Contender.values()) {
            out.printf("%-12s  %s%n", contender.title(), contender.form());
        }
        out.println();
        BenchReport report = new BenchReport(out);
        JmhRounds jmh = new JmhRounds(rounds, iterations, iterationMs);

        measure(report, jmh, UpdateBenchmark.class, "update, one sample", row -> row.atMost(UPDATE_NS));
        measure(report, jmh, MergeBenchmark.class, "merge, a pane of 50 samples", UnaryOperator.identity());
        measure(report, jmh, SubtractBenchmark.class, "subtract, a pane of 50 samples", UnaryOperator.identity());
        measure(report, jmh, P95Benchmark.class, "update and p95, window of 3,000 samples", row -> row.atMost(P95_NS));
        for (int samples : WINDOW_SAMPLES) {
            footprint(report, samples);
        }
        json.write(report);
        return CommandLine.ExitCode.OK;
    }

    private void checkArguments() throws BenchException {
        OptionRange.require("--rounds", rounds, 1, MAX_ROUNDS);
        OptionRange.require("--iterations", iterations, 1, MAX_ITERATIONS);
        OptionRange.require("--iteration-ms", iterationMs, 1, MAX_ITERATION_MS);
        json.requireFolder();
    }

    /** A row for each contender that has the operation, then how much longer each of the others takes than we do. */
    private static void measure(
            BenchReport report, JmhRounds jmh, Class<?> benchmarks, String operation, UnaryOperator<BenchRow> judge)
            throws BenchException {
        Map<String, double[][]> measured = jmh.measure(benchmarks);
        Map<Contender, double[]> medians = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            double[][] scores = measured.get(contender.method());
            if (scores == null) {
                continue;
            }
            BenchRow row = BenchRow.of(
                    operation + ": " + contender.title(),
                    "ns",
                    Stream.of(scores).flatMapToDouble(Arrays::stream).toArray());
            report.add(contender == Contender.TOKENFLOW ? judge.apply(row) : row);
            medians.put(
                    contender,
                    Stream.of(scores).mapToDouble(HistogramBenchCommand::median).toArray());
        }
        double[] ours = Objects.requireNonNull(medians.remove(Contender.TOKENFLOW));
        medians.forEach((peer, theirs) -> {
            double[] ratios = IntStream.range(0, ours.length)
                    .mapToDouble(i -> theirs[i] / ours[i])
                    .toArray();
            BenchRow row = BenchRow.of(operation + ": " + peer.title() + " / TokenFlow", "x", ratios)
                    .against(peer.title());
            boolean judged = benchmarks == UpdateBenchmark.class && peer == Contender.KLL;
            report.add(judged ? row.atLeast(UPDATE_LEAD_OVER_KLL) : row);
        });
    }

    private void footprint(BenchReport report, int samples) {
        for (Contender contender : Contender.values()) {
            double[] bytes = IntStream.range(0, rounds)
                    .mapToDouble(round -> Footprint.bytes(seed -> contender.windowOf(RttSamples.us(seed, samples))))
                    .toArray();
            report.add(BenchRow.of(
                    String.format("heap, window of %,d samples: %s", samples, contender.title()), "bytes", bytes));
        }
    }

    private static double median(double[] scores) {
        return BenchRow.of("", "", scores).value();
    }
}
