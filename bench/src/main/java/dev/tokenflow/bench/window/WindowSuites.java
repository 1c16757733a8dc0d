package dev.tokenflow.bench.window;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.bench.window.peer.TokenFlowPipeline;
import dev.tokenflow.bench.window.run.Cluster;
import dev.tokenflow.bench.window.run.FlinkRunner;
import dev.tokenflow.bench.window.run.GatedRun;
import dev.tokenflow.bench.window.run.Heap;
import dev.tokenflow.bench.window.run.Round;
import dev.tokenflow.bench.window.run.RoundRobin;
import dev.tokenflow.bench.window.run.RunProgress;
import dev.tokenflow.bench.window.run.StreamsRunner;
import dev.tokenflow.bench.window.run.VariantRunner;
import dev.tokenflow.bench.window.traffic.EventLoad;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is measured, one suite a method. */
final class WindowSuites implements AutoCloseable {
    private static final Duration LONG_WINDOW = Duration.ofSeconds(60);
    private static final Duration SHORT_SLIDE = Duration.ofMillis(500);
    private static final Duration LONG_FILL = Duration.ofSeconds(30);
    private static final double MIN_SLIDE_RATIO = 0.9;
    private static final double MIN_HOT_RATIO = 0.8;
    private static final double HOT_SHARE = 0.5;
    private static final Duration MEMORY_SPAN = Duration.ofSeconds(61);
    private static final double MEMORY_BYTES = 1024;
    private static final Duration MEMORY_WALL = Duration.ofMinutes(2);

    private final BenchReport report;
    private final PrintWriter progress;
    private final Cluster cluster;
    private final int rounds;
    private final Duration wall;
    private final int parallelism;
    private @Nullable EmbeddedKafka kafka;

    private WindowSuites(
            BenchReport report, PrintWriter progress, Cluster cluster, int rounds, Duration wall, int parallelism) {
        this.report = report;
        this.progress = progress;
        this.cluster = cluster;
        this.rounds = rounds;
        this.wall = wall;
        this.parallelism = parallelism;
    }

    /**
     * Starts the Flink cluster.
     *
     * @param wall length of a round
     */
    static WindowSuites start(BenchReport report, PrintWriter progress, int rounds, Duration wall, int parallelism)
            throws Exception {
        return new WindowSuites(report, progress, Cluster.start(parallelism), rounds, wall, parallelism);
    }

    /** All variants on the same events. */
    void compare(EventLoad workload, JobConfig config, Set<Variant> variants, Comparison.Targets targets)
            throws Exception {
        TrafficLoop traffic = TrafficLoop.of(workload);
        Map<String, VariantRunner> runners = new LinkedHashMap<>();
        for (Variant variant : variants) {
            runners.put(variant.label(), runner(variant, traffic, config, workload));
        }
        String on = on(config, workload);
        new Comparison(report, on, roundRobin().run(on, runners, wall.dividedBy(2))).add(targets);
    }

    /** How much of the rate a short slide costs, when the windows are long. */
    void slides(EventLoad workload) throws Exception {
        TrafficLoop traffic = TrafficLoop.of(workload);
        Map<String, VariantRunner> runners = new LinkedHashMap<>();
        for (Duration slide : List.of(SHORT_SLIDE, LONG_WINDOW)) {
            JobConfig config = WindowSettings.config(LONG_WINDOW, slide, parallelism);
            runners.put(
                    WindowSettings.text(config), new FlinkRunner(cluster, TokenFlowPipeline::wire, traffic, config));
        }
        compareSituations(
                runners,
                LONG_FILL,
                ", " + keys(workload),
                "TokenFlow, slide 500 ms / slide 60 s, window 60 s",
                MIN_SLIDE_RATIO);
    }

    /** How much one key with half of all events costs. */
    void hotKey(EventLoad workload, JobConfig config) throws Exception {
        Map<String, VariantRunner> runners = new LinkedHashMap<>();
        runners.put(
                "half of all events on one key",
                new FlinkRunner(
                        cluster, TokenFlowPipeline::wire, TrafficLoop.of(workload.withHotShare(HOT_SHARE)), config));
        runners.put(
                "uniform",
                new FlinkRunner(cluster, TokenFlowPipeline::wire, TrafficLoop.of(workload.withHotShare(0)), config));
        String on = ", " + WindowSettings.text(config) + ", " + keys(workload);
        compareSituations(
                runners,
                wall.dividedBy(2),
                on,
                "TokenFlow, hot key / uniform, " + WindowSettings.text(config),
                MIN_HOT_RATIO);
    }

    /**
     * Heap per key of everything the job keeps between source and features, once the long window is full: the same job
     * before its first event and at a moment when nothing is in flight. What grows on after that is the baseline, which
     * takes ten minutes to fill. A job too slow to come so far is not judged.
     */
    void memory(EventLoad workload, JobConfig config) throws Exception {
        TrafficLoop traffic = TrafficLoop.of(workload);
        List<Double> bytes = new ArrayList<>();
        long spanMs = MEMORY_SPAN.toMillis();
        while (bytes.size() < rounds && spanMs >= MEMORY_SPAN.toMillis()) {
            Filled filled = fill(traffic, config);
            spanMs = filled.spanMs();
            bytes.add((double) filled.bytes() / workload.keys());
            say(String.format(
                    Locale.ROOT,
                    "memory, round %d of %d: %,.0f bytes a key after %.1f s of event time",
                    bytes.size(),
                    rounds,
                    bytes.getLast(),
                    spanMs / 1e3));
        }
        BenchRow row = BenchRow.of(
                        "live heap of TokenFlow per key, after " + WindowSettings.text(Duration.ofMillis(spanMs)) + ", "
                                + on(config, workload),
                        "bytes",
                        bytes.stream().mapToDouble(b -> b).toArray())
                .atMost(MEMORY_BYTES);
        report.add(spanMs >= MEMORY_SPAN.toMillis() ? row : cannotTell(row));
    }

    /** Live bytes a job has gained over an event time. */
    private record Filled(long bytes, long spanMs) {}

    private Filled fill(TrafficLoop traffic, JobConfig config) throws Exception {
        try (GatedRun run = GatedRun.open(traffic, parallelism, config.time().outOfOrderness(), false);
                Cluster.Job job = cluster.submit(run, TokenFlowPipeline::wire, config)) {
            run.awaitStart();
            long before = Heap.liveBytes();
            RunProgress reach = run.advance(TrafficLoop.START_MS + MEMORY_SPAN.toMillis(), MEMORY_WALL);
            long gained = Heap.liveBytes() - before;
            if (gained <= 0) {
                throw new BenchException("the heap shrank by " + -gained + " bytes while the job filled it");
            }
            return new Filled(gained, reach.eventMs() - TrafficLoop.START_MS);
        }
    }

    @Override
    public void close() throws Exception {
        closeKafka();
        cluster.close();
    }

    /** Ends the broker, if one was needed: what is measured after that has the machine to itself. */
    void closeKafka() {
        if (kafka != null) {
            kafka.close();
            kafka = null;
        }
    }

    private VariantRunner runner(Variant variant, TrafficLoop traffic, JobConfig config, EventLoad workload)
            throws IOException {
        FlinkPipeline pipeline = variant.pipeline();
        if (pipeline != null) {
            return new FlinkRunner(cluster, pipeline, traffic, config);
        }
        EmbeddedKafka broker = kafka == null ? EmbeddedKafka.start() : kafka;
        kafka = broker;
        return new StreamsRunner(broker, traffic, config, workload.eventsPerS());
    }

    /** Its windows were not full. */
    private static BenchRow cannotTell(BenchRow row) {
        return new BenchRow(row.name(), row.unit(), row.value(), row.low(), row.high(), row.target(), null, row.peer());
    }

    /** TokenFlow in two situations, and the rate in the first as a share of that in the second. */
    private void compareSituations(
            Map<String, VariantRunner> two, Duration fillWall, String on, String ratio, double target)
            throws Exception {
        Map<String, List<Round>> done = roundRobin().run("TokenFlow", two, fillWall);
        done.forEach((name, rounds) -> report.add(BenchRow.of(
                "TokenFlow, " + name + on,
                "events/s",
                rounds.stream().mapToDouble(Round::eventsPerS).toArray())));
        List<String> names = List.copyOf(two.keySet());
        report.add(new Comparison(report, on, done)
                .ratio(ratio, names.get(0), names.get(1))
                .atLeast(target));
    }

    private RoundRobin roundRobin() {
        return new RoundRobin(progress, rounds, wall);
    }

    private void say(String line) {
        progress.println(line);
        progress.flush();
    }

    private static String on(JobConfig config, EventLoad workload) {
        return WindowSettings.text(config) + ", " + keys(workload)
                + (workload.hotShare() == 0 ? "" : ", hot " + workload.hotShare());
    }

    private static String keys(EventLoad workload) {
        return String.format(Locale.ROOT, "%,d keys", workload.keys());
    }
}
