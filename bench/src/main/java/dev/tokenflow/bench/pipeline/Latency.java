package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.TimedSamples.Timed;
import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.measure.CpuUser;
import dev.tokenflow.bench.pipeline.measure.LoadRound;
import dev.tokenflow.bench.pipeline.measure.LoopSamples;
import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * How old the news in a hint is when the hint can be fetched, and how soon a hint tells of something that went wrong,
 * at one rate; what is written and what CPU time it takes meanwhile. Percentiles are those of all samples of the run;
 * low and high are those of its rounds.
 */
final class Latency {
    private static final double MEDIAN_TARGET_MS = 60;
    private static final double TARGET_MS = 120;
    private static final double ALARM_TARGET_MS = 60;

    /** Alarms wait for calm paths, so they may take somewhat longer than their mean distance says. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BenchReport report;
    private final Progress progress;
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final LoadMeter meter;
    private final double rate;
    private final String at;

    Latency(BenchReport report, Progress progress, Pipeline pipeline, PipelineOptions options) {
        this.report = report;
        this.progress = progress;
        this.pipeline = pipeline;
        this.options = options;
        meter = new LoadMeter(pipeline, options);
        rate = options.loadRate();
        at = String.format(Locale.ROOT, "%s, %,.0f events/s: ", options.load().word(), rate);
    }

    void measure() throws IOException, InterruptedException {
        Duration run = AlarmBell.INTERVAL.multipliedBy(options.alarms());
        progress.say("%,d alarms at %,.0f events/s take %d s", options.alarms(), rate, run.toSeconds());
        pipeline.load().rate(rate);
        meter.settle(options.window());
        AlarmMaker maker = new AlarmMaker(rate / options.clients());
        List<LoadRound> rounds = new ArrayList<>();
        List<Snapshot> borders = new ArrayList<>(List.of(pipeline.snapshot()));
        try (AlarmBell bell = new AlarmBell(pipeline, maker, options.alarms())) {
            for (int i = 0; i < options.rounds(); i++) {
                rounds.add(meter.watch(rate, run.dividedBy(options.rounds())));
                borders.add(pipeline.snapshot());
            }
            bell.await(PATIENCE);
        }
        List<Long> bordersNs = borders.stream().map(Snapshot::atNs).toList();
        reportHints(rounds, bordersNs);
        reportAlarms(bordersNs);
        JobCost cost = new JobCost(borders, options.clients());
        cost.reportWritten(report, at);
        new Pauses(pipeline).report(report, at, bordersNs);
        cost.reportCpu(report, at);
        reportOthers(borders);
        progress.say("storms: alarms of many clients at once");
        new Storms(pipeline, meter, maker).measure(report, at);
    }

    private void reportHints(List<LoadRound> rounds, List<Long> bordersNs) {
        for (LoadRound round : rounds) {
            String objection = round.objection();
            if (objection != null) {
                progress.say("%,.0f events/s do not hold while latencies are measured: %s", rate, objection);
            }
        }
        List<LoopSamples.Sample> hints = pipeline.loop().between(bordersNs.getFirst(), bordersNs.getLast());
        TimedSamples loop = timed(hints, LoopSamples.Sample::loopMs);
        TimedSamples http = timed(hints, LoopSamples.Sample::httpMs);
        report.add(loop.row(at + "event to hint by GET, p50", bordersNs, Percentiles::p50)
                .atMost(MEDIAN_TARGET_MS));
        report.add(loop.row(at + "event to hint by GET, p95", bordersNs, Percentiles::p95));
        report.add(loop.row(at + "event to hint by GET, p99", bordersNs, Percentiles::p99)
                .atMost(TARGET_MS));
        report.add(http.row("of it hint server's memory to reader (HTTP), p99", bordersNs, Percentiles::p99));
        report.add(BenchRow.of(
                "of it generator late with its batches, p99",
                "ms",
                rounds.stream().mapToDouble(r -> r.generatorLateMs().p99()).toArray()));
        report.add(BenchRow.of("hints measured", "hints", hints.size()));
        report.add(BenchRow.of(
                "late, missing, refused, stale, twice",
                "events",
                rounds.stream().mapToDouble(LoadRound::wrong).toArray()));
        report.add(BenchRow.of(
                "rounds in which the load did not hold",
                "rounds",
                rounds.stream().filter(round -> round.objection() != null).count()));
    }

    private void reportAlarms(List<Long> bordersNs) {
        List<AlarmLog.Outcome> outcomes = pipeline.alarmLog().outcomes().stream()
                .filter(outcome -> outcome.atNs() >= bordersNs.getFirst())
                .toList();
        TimedSamples all = timed(outcomes, any -> true);
        report.add(all.row(at + "alarm to hint by GET, p50", bordersNs, Percentiles::p50));
        report.add(all.row(at + "alarm to hint by GET, p95", bordersNs, Percentiles::p95));
        report.add(all.row(at + "alarm to hint by GET, p99", bordersNs, Percentiles::p99)
                .atMost(ALARM_TARGET_MS));
        for (AlarmKind kind : AlarmKind.values()) {
            TimedSamples some = timed(outcomes, outcome -> outcome.kind() == kind);
            report.add(some.row("alarm to hint by GET, " + kind.words() + ", p50", bordersNs, Percentiles::p50));
            report.add(some.row("alarm to hint by GET, " + kind.words() + ", p99", bordersNs, Percentiles::p99));
        }
        report.add(BenchRow.of("alarms measured", "alarms", outcomes.size()));
        long untold = outcomes.stream().filter(outcome -> !outcome.told()).count();
        report.add(BenchRow.of("of these no hint told within 5 s, which they count with", "alarms", untold)
                .atMost(0));
    }

    private void reportOthers(List<Snapshot> borders) {
        for (CpuUser user : CpuUser.values()) {
            if (!CpuUser.job().contains(user)) {
                double[] percent = new double[borders.size() - 1];
                for (int i = 0; i < percent.length; i++) {
                    percent[i] =
                            borders.get(i + 1).cpu().percentSince(borders.get(i).cpu(), user);
                }
                report.add(BenchRow.of("CPU, " + user.words(), "% of a CPU", percent));
            }
        }
    }

    private static TimedSamples timed(List<LoopSamples.Sample> hints, ToDoubleFunction<LoopSamples.Sample> latency) {
        return new TimedSamples(hints.stream()
                .map(hint -> new Timed(hint.visibleNs(), latency.applyAsDouble(hint)))
                .filter(sample -> !Double.isNaN(sample.ms()))
                .toList());
    }

    private static TimedSamples timed(List<AlarmLog.Outcome> outcomes, Predicate<AlarmLog.Outcome> which) {
        return new TimedSamples(outcomes.stream()
                .filter(which)
                .map(outcome -> new Timed(outcome.atNs(), outcome.latencyMs()))
                .toList());
    }
}
