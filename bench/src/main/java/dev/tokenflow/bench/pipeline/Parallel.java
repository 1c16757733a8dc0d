package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.CpuUser;
import dev.tokenflow.bench.pipeline.measure.LoadRound;
import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What it costs to share the work: the same load with one subtask and with two. */
final class Parallel {
    private static final double TARGET = 1.15;

    private final BenchReport report;
    private final Progress progress;
    private final PipelineOptions options;

    Parallel(BenchReport report, Progress progress, PipelineOptions options) {
        this.report = report;
        this.progress = progress;
        this.options = options;
    }

    void measure() throws IOException {
        double[] one = usPerEvent(1);
        double[] two = usPerEvent(2);
        double[] ratios = new double[one.length];
        double base = Percentiles.of(one).p50();
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = two[i] / base;
        }
        report.add(BenchRow.of("CPU of the job's threads, of an event, 2 subtasks over 1", "x", ratios)
                .atMost(TARGET));
    }

    private double[] usPerEvent(int parallelism) throws IOException {
        PipelineOptions some = options.withParallelism(parallelism);
        double rate = some.loadRate();
        List<Snapshot> borders = new ArrayList<>();
        try (WarmPipeline warm = WarmPipeline.start(progress, some)) {
            Pipeline pipeline = warm.pipeline();
            LoadMeter meter = new LoadMeter(pipeline, some);
            pipeline.load().rate(rate);
            meter.settle(some.window());
            borders.add(pipeline.snapshot());
            for (int i = 0; i < some.rounds(); i++) {
                LoadRound round = meter.watch(rate, Duration.ofSeconds(some.seconds()));
                borders.add(pipeline.snapshot());
                String objection = round.objection();
                if (objection != null) {
                    progress.say("with %d subtasks %,.0f events/s do not hold: %s", parallelism, rate, objection);
                }
            }
        }
        JobCost cost = new JobCost(borders, some.clients());
        cost.reportCpu(report, String.format(Locale.ROOT, "%,.0f events/s, %d subtasks: ", rate, parallelism));
        return cost.usPerEvent(CpuUser.job());
    }
}
