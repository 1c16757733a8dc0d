package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.LagTrend;
import dev.tokenflow.bench.pipeline.measure.LoadRound;
import dev.tokenflow.bench.pipeline.measure.LoopSamples;
import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.job.metric.JobMetric;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches the pipeline while it is under load. */
final class LoadMeter {
    /** Counters of the job that stay where they are as long as nothing is lost or late. */
    private static final Set<JobMetric> WRONG = EnumSet.of(
            JobMetric.BATCHES_REJECTED,
            JobMetric.BATCHES_SKEWED,
            JobMetric.BATCHES_DUPLICATE,
            JobMetric.BATCHES_MISSING,
            JobMetric.BATCHES_REORDERED,
            JobMetric.EVENTS_REJECTED,
            JobMetric.EVENTS_LATE,
            JobMetric.EVENTS_STALE,
            JobMetric.PATHS_REFUSED);

    /** Beyond this much lag, in s of load, a rate does not hold, however it goes on. */
    private static final double HOPELESS_LAG_S = 1.5;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SHORT_LOOK = Duration.ofMillis(20);

    /** Hints that are no older are of now, ms. */
    private static final double CURRENT_MS = 500;

    private static final Duration CURRENT_FOR = Duration.ofSeconds(3);

    private final Pipeline pipeline;
    private final PipelineOptions options;

    LoadMeter(Pipeline pipeline, PipelineOptions options) {
        this.pipeline = pipeline;
        this.options = options;
    }

    /** What was counted at one instant. */
    private record Look(long atNs, long sent, long acknowledged, long taken, long wrong, long hints, long untold) {
        long lag() {
            return sent - taken;
        }
    }

    /**
     * Watches for some time.
     *
     * @param rate that the pipeline is sent, events a second
     */
    LoadRound watch(double rate, Duration time) throws IOException {
        return watch(rate, time, Double.POSITIVE_INFINITY);
    }

    /** Watches for some time, less when the pipeline hopelessly falls behind. */
    LoadRound watchWhileHopeful(double rate, Duration time) throws IOException {
        return watch(rate, time, HOPELESS_LAG_S * rate);
    }

    private LoadRound watch(double rate, Duration time, double mostLag) throws IOException {
        pipeline.load().takeLatenessMs();
        long slips = pipeline.load().slips();
        Look first = look();
        Look last = first;
        List<LagTrend.Sample> lags = new ArrayList<>();
        List<LagTrend.Sample> ages = new ArrayList<>();
        do {
            Pipeline.pause(LOOK);
            last = look();
            lags.add(new LagTrend.Sample(last.atNs(), last.lag()));
            ages.add(new LagTrend.Sample(last.atNs(), pipeline.loop().behindMs()));
        } while (last.atNs() - first.atNs() < time.toNanos() && last.lag() <= mostLag);
        double seconds = (last.atNs() - first.atNs()) / 1e9;
        double[] loopMs = pipeline.loop().between(first.atNs(), last.atNs()).stream()
                .mapToDouble(LoopSamples.Sample::loopMs)
                .toArray();
        return new LoadRound(
                rate,
                (last.sent() - first.sent()) / seconds,
                (last.taken() - first.taken()) / seconds,
                LagTrend.of(lags),
                LagTrend.of(ages),
                last.sent() - last.acknowledged(),
                (last.hints() - first.hints()) / seconds,
                last.untold() - first.untold(),
                last.wrong() - first.wrong(),
                pipeline.load().slips() - slips,
                Percentiles.of(loopMs),
                Percentiles.of(pipeline.load().takeLatenessMs()));
    }

    /**
     * The compiler's round.
     *
     * @return seconds of load until hints were of now, and stayed so for some seconds; NaN when they never did
     */
    double warmUp() throws IOException {
        long startNs = System.nanoTime();
        pipeline.load().rate(options.loadRate());
        long currentSinceNs = startNs;
        double coldS = Double.NaN;
        for (long nowNs = startNs; nowNs - startNs < options.warmUpS() * 1e9; nowNs = System.nanoTime()) {
            if (pipeline.loop().behindMs() >= CURRENT_MS) {
                currentSinceNs = nowNs;
            }
            if (Double.isNaN(coldS) && nowNs - currentSinceNs >= CURRENT_FOR.toNanos()) {
                coldS = (currentSinceNs - startNs) / 1e9;
            }
            Pipeline.pause(SHORT_LOOK);
            pipeline.check();
        }
        return coldS;
    }

    /** Lets the pipeline run, whatever the lag. */
    void settle(Duration time) throws IOException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < time.toNanos()) {
            Pipeline.pause(LOOK);
            pipeline.check();
        }
    }

    /** Whether the lag is beyond all that can still turn good. */
    static boolean isHopeless(LoadRound round) {
        return round.lag().last() > HOPELESS_LAG_S * round.offered();
    }

    private Look look() throws IOException {
        pipeline.check();
        long sent = pipeline.load().sent();
        long acknowledged = pipeline.load().acknowledged();
        long hints = pipeline.hintsStored();
        Map<JobMetric, Long> counters = pipeline.counters();
        long wrong = WRONG.stream()
                .mapToLong(metric -> counters.getOrDefault(metric, 0L))
                .sum();
        long taken = counters.getOrDefault(JobMetric.EVENTS_IN, 0L);
        long untold = pipeline.alarmLog().untold();
        return new Look(System.nanoTime(), sent, acknowledged, taken, wrong, hints, untold);
    }
}
