package dev.tokenflow.bench.window;

import dev.tokenflow.bench.BenchReport;
import dev.tokenflow.bench.BenchRow;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.lab.stack.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final double HOT_SHARE = 0.5;
    private static final int MEMORY_KEYS = 100_000;
    private static final Duration MEMORY_SPAN = Duration.ofSeconds(61);
    private static final Duration MEMORY_WALL = Duration.ofMinutes(5);

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
    void compare(Workload workload, JobConfig config, Set<Variant> variants, Comparison.Targets targets)
            throws Exception {
        TrafficLoop traffic = TrafficLoop.of(workload);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        for (Variant variant : variants) {
            contestants.put(variant.label(), contestant(variant, traffic, config, workload));
        }
        String on = on(config, workload);
        new Comparison(report, on, tournament().run(on, contestants, wall.dividedBy(2))).add(targets);
    }

    /** How much of the rate a short slide costs, when the windows are long. */
    void slides(Workload workload) throws Exception {
        TrafficLoop traffic = TrafficLoop.of(workload);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        for (Duration slide : List.of(SHORT_SLIDE, LONG_WINDOW)) {
            JobConfig config = Scale.config(LONG_WINDOW, slide, parallelism);
            contestants.put(Scale.text(config), new FlinkContestant(cluster, Ours::wire, traffic, config));
        }
        List<String> names = List.copyOf(contestants.keySet());
        Map<String, List<Round>> done = tournament().run("ours", contestants, PATIENT);
        addRates("ours, ", done, ", " + keys(workload));
        report.add(new Comparison(report, "", done)
                .ratio("ours, slide 500 ms / slide 60 s, window 60 s", names.get(0), names.get(1))
                .atLeast(0.9));
    }

    /** How much one key with half of all events costs. */
    void hotKey(Workload workload, JobConfig config) throws Exception {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put(
                "half of all events on one key",
                new FlinkContestant(cluster, Ours::wire, TrafficLoop.of(workload.withHotShare(HOT_SHARE)), config));
        contestants.put(
                "uniform", new FlinkContestant(cluster, Ours::wire, TrafficLoop.of(workload.withHotShare(0)), config));
        List<String> names = List.copyOf(contestants.keySet());
        Map<String, List<Round>> done = tournament().run("ours", contestants, wall.dividedBy(2));
        addRates("ours, ", done, ", " + Scale.text(config) + ", " + keys(workload));
        report.add(new Comparison(report, "", done)
                .ratio("ours, hot key / uniform, " + Scale.text(config), names.get(0), names.get(1))
                .atLeast(0.8));
    }

    /**
     * Heap per key of everything the job keeps between source and features, once the long window is full: the same job before its first event and at a
     * moment when nothing is in flight. The job's share of it that grows on is the baseline, which takes ten minutes to fill.
     */
    void memory(Workload workload, JobConfig config) throws Exception {
        Workload many = workload.withKeys(MEMORY_KEYS);
        TrafficLoop traffic = TrafficLoop.of(many);
        double[] bytes = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            try (Lap lap = Lap.open(traffic, parallelism, config.time().outOfOrderness(), false);
                    Cluster.Job job = cluster.submit(lap, Ours::wire, config)) {
                lap.awaitStart();
                long before = Heap.liveBytes();
                Reach reach = lap.advance(TrafficLoop.START_MS + MEMORY_SPAN.toMillis(), MEMORY_WALL);
                bytes[round] = (double) (Heap.liveBytes() - before) / many.keys();
                say(String.format(
                        Locale.ROOT,
                        "memory, round %d of %d: %,.0f bytes a key after %.1f s of event time, %,d rows",
                        round + 1,
                        rounds,
                        bytes[round],
                        (reach.eventMs() - TrafficLoop.START_MS) / 1e3,
                        reach.rows()));
            }
        }
        report.add(BenchRow.of(
                        "live heap of ours per key, after " + MEMORY_SPAN.toSeconds() + " s, " + on(config, many),
                        "bytes",
                        bytes)
                .atMost(1024));
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

    private Contestant contestant(Variant variant, TrafficLoop traffic, JobConfig config, Workload workload)
            throws IOException {
        FlinkPipeline pipeline = variant.pipeline();
        if (pipeline != null) {
            return new FlinkContestant(cluster, pipeline, traffic, config);
        }
        EmbeddedKafka broker = kafka == null ? EmbeddedKafka.start() : kafka;
        kafka = broker;
        return new StreamsContestant(broker, traffic, config, workload.eventsPerS());
    }

    private void addRates(String before, Map<String, List<Round>> rounds, String after) {
        rounds.forEach((name, done) -> report.add(BenchRow.of(
                before + name + after,
                "events/s",
                done.stream().mapToDouble(Round::eventsPerS).toArray())));
    }

    private Tournament tournament() {
        return new Tournament(progress, rounds, wall);
    }

    private void say(String line) {
        progress.println(line);
        progress.flush();
    }

    private static String on(JobConfig config, Workload workload) {
        return Scale.text(config) + ", " + keys(workload)
                + (workload.hotShare() == 0 ? "" : ", hot " + workload.hotShare());
    }

    private static String keys(Workload workload) {
        return String.format(Locale.ROOT, "%,d keys", workload.keys());
    }
}
