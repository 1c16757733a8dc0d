package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.SyntheticAgent;
import dev.tokenflow.bench.pipeline.measure.CpuUser;
import dev.tokenflow.bench.pipeline.measure.LagTrend;
import dev.tokenflow.bench.pipeline.measure.LoadRound;
import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.bench.pipeline.measure.RateSearch;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The highest rate that goes from Kafka to hints without the lag growing. Found in short steps, after each of which
 * everything is taken in; then held for long enough that every window is full of it, round after round.
 */
final class Throughput {
    private static final double MAX_RATE = 4_000_000;
    private static final double FACTOR = 2;
    private static final double PRECISION = 1.1;
    private static final double STEP_DOWN = 0.08;
    private static final double NOISE_PERCENT = 15;
    private static final Duration GENERATOR_ALONE = Duration.ofMillis(300);

    private final BenchReport report;
    private final Progress progress;
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final LoadMeter meter;

    Throughput(BenchReport report, Progress progress, Pipeline pipeline, PipelineOptions options) {
        this.report = report;
        this.progress = progress;
        this.pipeline = pipeline;
        this.options = options;
        meter = new LoadMeter(pipeline, options);
    }

    /** Rounds at one rate, one after the other without a break, and the CPU time of each. */
    private record Held(double rate, List<LoadRound> rounds, List<Snapshot> borders, double maxGrowth) {
        boolean holds() {
            return rounds.stream().allMatch(round -> round.objection(maxGrowth) == null);
        }

        double[] each(ToDoubleFunction<LoadRound> value) {
            return rounds.stream().mapToDouble(value).toArray();
        }

        double[] cpuPercent(CpuUser user) {
            double[] percent = new double[rounds.size()];
            for (int i = 0; i < percent.length; i++) {
                percent[i] =
                        borders.get(i + 1).cpu().percentSince(borders.get(i).cpu(), user);
            }
            return percent;
        }

        double[] collectPercent() {
            double[] percent = new double[rounds.size()];
            for (int i = 0; i < percent.length; i++) {
                percent[i] = borders.get(i + 1)
                        .cpu()
                        .collectPercentSince(borders.get(i).cpu());
            }
            return percent;
        }
    }

    void measure() throws IOException, InterruptedException {
        if (options.rate() > 0) {
            report(hold(options.rate()));
            return;
        }
        double rate = search();
        Held held = hold(rate);
        for (int miss = 1; !held.holds() && rate > RateSearch.LEAST; miss++) {
            rate *= Math.max(0.5, 1 - STEP_DOWN * miss);
            held = hold(rate);
        }
        report(held);
    }

    /** Short steps: half a round to settle, half a round judged. */
    private double search() throws IOException {
        RateSearch search = new RateSearch(options.load().searchFrom(), FACTOR, PRECISION, MAX_RATE);
        Duration half = Duration.ofMillis(500L * options.seconds());
        boolean failedBefore = false;
        while (!search.isOver()) {
            double rate = search.next();
            boolean holds = step(rate, half);
            if (!holds && !failedBefore) {
                failedBefore = true;
                holds = step(rate, half); // the compiler may have been at work
            }
            search.tell(rate, holds);
        }
        return Math.max(RateSearch.LEAST, search.best());
    }

    /** Judged leniently, since so short a time tells little: what holds here must still hold for long. */
    private boolean step(double rate, Duration half) throws IOException {
        return run(rate, half, 1, half, LagTrend.MAX_COARSE_GROWTH).holds();
    }

    /** Until the windows are full of it, then the rounds; meanwhile every alarm must be told. */
    private Held hold(double rate) throws IOException, InterruptedException {
        Duration round = Duration.ofSeconds(options.seconds());
        AlarmMaker maker = new AlarmMaker(rate / options.clients());
        try (AlarmBell bell = new AlarmBell(pipeline, maker, Integer.MAX_VALUE)) {
            return run(rate, options.window(), options.rounds(), round, LagTrend.MAX_GROWTH);
        }
    }

    private Held run(double rate, Duration settle, int count, Duration round, double maxGrowth) throws IOException {
        List<LoadRound> rounds = new ArrayList<>();
        List<Snapshot> borders = new ArrayList<>();
        borders.add(pipeline.snapshot());
        pipeline.load().rate(rate);
        LoadRound latest = meter.watchWhileHopeful(rate, settle);
        boolean hopeless = LoadMeter.isHopeless(latest);
        if (hopeless) {
            rounds.add(latest);
        } else {
            borders.clear();
        }
        borders.add(pipeline.snapshot());
        while (rounds.size() < count && !hopeless) {
            latest = meter.watchWhileHopeful(rate, round);
            rounds.add(latest);
            borders.add(pipeline.snapshot());
            hopeless = latest.objection(maxGrowth) != null;
        }
        String objection = latest.objection(maxGrowth);
        progress.say(
                "%,.0f events/s: %s",
                rate,
                objection == null
                        ? String.format(
                                Locale.ROOT,
                                "holds for %d s, lag %.0f ms, hints %.0f ms (p99)",
                                count * round.toSeconds(),
                                latest.lagMs(),
                                latest.loopMs().p99())
                        : objection);
        pipeline.drain();
        return new Held(rate, rounds, borders, maxGrowth);
    }

    private void report(Held held) {
        report.add(sustained(held));
        String at = String.format(
                Locale.ROOT, "%s, %,.0f events/s: ", options.load().word(), held.rate());
        report.add(BenchRow.of(at + "late, missing, refused, stale, twice", "events", held.each(LoadRound::wrong))
                .atMost(0));
        report.add(BenchRow.of(at + "lag, sent to taken in", "ms", held.each(LoadRound::lagMs)));
        report.add(BenchRow.of(at + "hints visible", "hints/s", held.each(LoadRound::hints)));
        report.add(BenchRow.of(
                at + "event to hint by GET, p50",
                "ms",
                held.each(r -> r.loopMs().p50())));
        report.add(BenchRow.of(
                at + "event to hint by GET, p99",
                "ms",
                held.each(r -> r.loopMs().p99())));
        new JobCost(held.borders(), options.clients()).reportCpu(report, at);
        for (CpuUser user : CpuUser.values()) {
            report.add(BenchRow.of("CPU, " + user.words(), "% of a CPU", held.cpuPercent(user)));
        }
        report.add(BenchRow.of("time in which the collector held all but the broker up", "%", held.collectPercent()));
        report.add(BenchRow.of(
                "generator: how late its batches are, p99",
                "ms",
                held.each(r -> r.generatorLateMs().p99())));
        double alone = generatorAlone();
        report.add(BenchRow.of("generator alone: events made, one thread", "events/s", alone));
        report.add(
                BenchRow.of("generator and broker alone: events acknowledged", "events/s", pipeline.toBrokerAlone()));
        sayBottleneck(held, alone);
    }

    private BenchRow sustained(Held held) {
        String name = held.holds()
                ? "Kafka to hints, lag stable; " + options.words()
                : String.format(Locale.ROOT, "taken in of %,.0f, which do not hold; %s", held.rate(), options.words());
        BenchRow row = BenchRow.of(name, "events/s", held.each(LoadRound::taken));
        if (options.rate() == 0) {
            return row;
        }
        BenchRow judged = row.atLeast((1 - LagTrend.MAX_GROWTH) * options.rate());
        return held.holds()
                ? judged
                : new BenchRow(
                        row.name(), row.unit(), row.value(), row.low(), row.high(), judged.target(), false, null);
    }

    /** How fast one thread makes batches when nobody takes them. */
    private double generatorAlone() {
        SyntheticAgent agent = Pipeline.spareAgent();
        long startNs = System.nanoTime();
        long endNs = startNs;
        long events = 0;
        while (endNs - startNs < GENERATOR_ALONE.toNanos()) {
            events += agent.batch(startNs, endNs, SyntheticAgent.MAX_EVENTS).length / TcpEventLayout.SIZE;
            endNs = System.nanoTime();
        }
        return events * 1e9 / (endNs - startNs);
    }

    private void sayBottleneck(Held held, double alone) {
        double[] percent = new double[CpuUser.values().length];
        CpuUser busiest = CpuUser.FOLD;
        for (CpuUser user : CpuUser.values()) {
            percent[user.ordinal()] = Percentiles.of(held.cpuPercent(user)).p50();
            busiest = percent[user.ordinal()] > percent[busiest.ordinal()] ? user : busiest;
        }
        double generator = percent[CpuUser.GENERATOR.ordinal()];
        double producer = percent[CpuUser.GENERATOR_SENDER.ordinal()];
        double readers = percent[CpuUser.READERS.ordinal()];
        double others = percent[CpuUser.ELSE.ordinal()];
        if (others > NOISE_PERCENT) {
            progress.say("others took %.0f %% of a CPU meanwhile: on a quiet machine there is more", others);
        }
        progress.say(
                "at %,.0f events/s all together take %.0f %% of %d CPUs of 100 %%; busiest: %s, %.0f %%",
                held.rate(),
                Arrays.stream(percent).sum(),
                Runtime.getRuntime().availableProcessors(),
                busiest.words(),
                percent[busiest.ordinal()]);
        progress.say(
                "of it the benchmark's own: generator %.0f %%, its producer %.0f %%, readers %.1f %%; generator and"
                        + " broker alone bring %,.0f events/s, the generator alone %,.0f",
                generator, producer, readers, pipeline.toBrokerAlone(), alone);
    }
}
