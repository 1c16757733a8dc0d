package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.measure.CpuAccount;
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
import java.util.function.ToDoubleFunction;

/**
 * How old the news in a hint is when the hint can be fetched, and how soon a hint tells of something that went wrong,
 * at one rate. Percentiles are those of all samples of the run; low and high are those of its rounds.
 */
final class Latency {
    private static final double TARGET_MS = 250;
    private static final double STRETCH_MS = 150;
    private static final double ALARM_TARGET_MS = 60;

    private final BenchReport report;
    private final Progress progress;
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final LoadMeter meter;
    private final double rate;

    Latency(BenchReport report, Progress progress, Pipeline pipeline, PipelineOptions options) {
        this.report = report;
        this.progress = progress;
        this.pipeline = pipeline;
        this.options = options;
        meter = new LoadMeter(pipeline, options);
        rate = options.rate() > 0 ? options.rate() : PipelineOptions.LATENCY_RATE;
    }

    /** A latency and when it was measured. */
    private record Timed(long atNs, double ms) {}

    void measure() throws IOException, InterruptedException {
        Duration run = AlarmBell.INTERVAL.multipliedBy(options.alarms());
        progress.say("%,d alarms at %,.0f events/s take %d s", options.alarms(), rate, run.toSeconds());
        pipeline.load().rate(rate);
        meter.settle(options.window());
        CpuAccount cpuBefore = pipeline.cpu();
        List<LoadRound> rounds = new ArrayList<>();
        List<Long> bordersNs = new ArrayList<>(List.of(System.nanoTime()));
        try (AlarmBell bell = new AlarmBell(
                pipeline.load(), pipeline.alarmLog(), pipeline.watched(), options.alarms(), rate / options.clients())) {
            for (int i = 0; i < options.rounds(); i++) {
                rounds.add(meter.watch(rate, run.dividedBy(options.rounds())));
                bordersNs.add(System.nanoTime());
            }
            bell.await();
        }
        CpuAccount cpu = pipeline.cpu();
        report(rounds, bordersNs);
        report.add(BenchRow.of("CPU of the readers", "% of a CPU", cpu.percentSince(cpuBefore, CpuUser.READERS)));
        report.add(BenchRow.of(
                "CPU of everything else on this machine", "% of a CPU", cpu.percentSince(cpuBefore, CpuUser.ELSE)));
    }

    private void report(List<LoadRound> rounds, List<Long> bordersNs) {
        String at = String.format(Locale.ROOT, "at %,.0f events/s, slide %s: ", rate, options.slide());
        double[] unheld = rounds.stream()
                .mapToDouble(round -> round.objection() == null ? 0 : 1)
                .toArray();
        for (LoadRound round : rounds) {
            String objection = round.objection();
            if (objection != null) {
                progress.say("%,.0f events/s do not hold while latencies are measured: %s", rate, objection);
            }
        }
        List<LoopSamples.Sample> hints = pipeline.loop().between(bordersNs.getFirst(), bordersNs.getLast());
        List<Timed> loop = timed(hints, LoopSamples.Sample::loopMs);
        List<Timed> http = timed(hints, LoopSamples.Sample::httpMs).stream()
                .filter(sample -> !Double.isNaN(sample.ms()))
                .toList();
        report.add(row(at + "event to hint by GET, p50", loop, bordersNs, Percentiles::p50));
        report.add(row(at + "event to hint by GET, p95", loop, bordersNs, Percentiles::p95));
        report.add(row(at + "event to hint by GET, p99", loop, bordersNs, Percentiles::p99)
                .atMost(TARGET_MS));
        report.add(BenchRow.of(
                "of these hints within the stretch goal of 150 ms",
                "%",
                100.0 * loop.stream().filter(s -> s.ms() <= STRETCH_MS).count() / loop.size()));
        report.add(row("of it hint server's memory to reader (HTTP), p99", http, bordersNs, Percentiles::p99));
        report.add(BenchRow.of(
                "of it generator late with its batches, p99",
                "ms",
                rounds.stream().mapToDouble(r -> r.generatorLateMs().p99()).toArray()));
        report.add(BenchRow.of("hints measured", "hints", loop.size()));
        long notFetched =
                hints.stream().mapToLong(LoopSamples.Sample::notFetched).sum();
        report.add(BenchRow.of("hints of the watched clients that no poll saw", "hints", notFetched));
        report.add(BenchRow.of("rounds in which the load did not hold", "rounds", unheld));
        reportAlarms(at, bordersNs);
    }

    private void reportAlarms(String at, List<Long> bordersNs) {
        List<AlarmLog.Outcome> outcomes = pipeline.alarmLog().outcomes();
        List<Timed> all = outcomes.stream()
                .map(alarm -> new Timed(alarm.atNs(), alarm.latencyMs()))
                .toList();
        report.add(row(at + "alarm to hint by GET, p50", all, bordersNs, Percentiles::p50));
        report.add(row(at + "alarm to hint by GET, p95", all, bordersNs, Percentiles::p95));
        report.add(row(at + "alarm to hint by GET, p99", all, bordersNs, Percentiles::p99)
                .atMost(ALARM_TARGET_MS));
        for (AlarmKind kind : AlarmKind.values()) {
            List<Timed> some = outcomes.stream()
                    .filter(alarm -> alarm.kind() == kind)
                    .map(alarm -> new Timed(alarm.atNs(), alarm.latencyMs()))
                    .toList();
            report.add(row("alarm to hint by GET, " + kind.words() + ", p50", some, bordersNs, Percentiles::p50));
            report.add(row("alarm to hint by GET, " + kind.words() + ", p99", some, bordersNs, Percentiles::p99));
        }
        report.add(BenchRow.of("alarms measured", "alarms", all.size()));
        long untold = outcomes.stream().filter(alarm -> !alarm.told()).count();
        report.add(BenchRow.of("of these no hint told within 5 s, which they count with", "alarms", untold)
                .atMost(0));
    }

    private static List<Timed> timed(List<LoopSamples.Sample> hints, ToDoubleFunction<LoopSamples.Sample> latency) {
        return hints.stream()
                .map(hint -> new Timed(hint.visibleNs(), latency.applyAsDouble(hint)))
                .toList();
    }

    /** The percentile of all samples, and the lowest and highest that a round has. */
    private static BenchRow row(
            String name, List<Timed> samples, List<Long> bordersNs, ToDoubleFunction<Percentiles> percentile) {
        double value = percentile.applyAsDouble(of(samples, bordersNs.getFirst(), Long.MAX_VALUE));
        double low = value;
        double high = value;
        for (int i = 0; i + 1 < bordersNs.size(); i++) {
            Percentiles round = of(samples, bordersNs.get(i), bordersNs.get(i + 1));
            if (round.samples() > 0) {
                low = Math.min(low, percentile.applyAsDouble(round));
                high = Math.max(high, percentile.applyAsDouble(round));
            }
        }
        return new BenchRow(name, "ms", value, low, high, null, null, null);
    }

    private static Percentiles of(List<Timed> samples, long fromNs, long toNs) {
        return Percentiles.of(samples.stream()
                .filter(sample -> sample.atNs() >= fromNs && sample.atNs() < toNs)
                .mapToDouble(Timed::ms)
                .toArray());
    }
}
