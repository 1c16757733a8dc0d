package dev.tokenflow.bench.window;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import dev.tokenflow.bench.window.traffic.EventLoad;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench window}. */
@Command(
        name = "window",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 120,
        description = {
            "Measures how many events a second become features of rolling windows. TokenFlow's job and other ways to"
                    + " compute them get the same raw batches:",
            "",
            "  key-by     the floor: decode, one small flat record per event, keyBy, nothing",
            "  tokenflow  check batches, fold panes, roll windows; also features of prefixes and sites, and sockets",
            "  aggregate  SlidingEventTimeWindows + AggregateFunction with the same histogram",
            "  sort       SlidingEventTimeWindows that keep the events and sort them",
            "  sql        Flink SQL: HOP with COUNT, MIN, MAX, AVG, PERCENTILE(rtt, 0.95)",
            "  streams    Kafka Streams: hopping window, the same accumulator",
            "  panes      tumbling panes with the accumulator, SlidingEventTimeWindows over the panes",
            "",
            "Without --window, --slide, --keys and --hot-share: the judged table, in about ten minutes. With one of"
                    + " them: that configuration, with all variants.",
            ""
        },
        footer = {
            "",
            "How it is measured. Batches of four agents are made in memory before the clock starts and repeated with"
                    + " later times; every source sends them as fast as its job takes them. A round gives each variant"
                    + " in turn --seconds of wall time, after at most half as much to fill its windows, and ends when"
                    + " every window that event time has passed has fired. Rates are over what was really processed."
                    + " Variants too slow to fill their windows have emptier ones than in a long run, which is in"
                    + " their favour. Ratios are taken within a round. A short first round to warm up is not counted.",
            "",
            "How the peers are tuned. All Flink jobs run on one cluster in this process, with the same watermarks (50"
                    + " ms behind, every 10 ms), buffer timeout, object reuse, heap state, no checkpoints, no Kryo. An"
                    + " event is a bean of 20 bytes with a 64-bit client key; its time is set while decoding, without"
                    + " a second watermark assigner. The accumulator (count, sum, min, max, retransmits, bytes"
                    + " acknowledged, histogram) serialises itself. The panes go to the windows over them in the same"
                    + " task, uncopied. SQL gets only the events with a round trip and computes no other sums.",
            "",
            "Kafka Streams: in-memory store without changelog and without cache (measured: a cache is slower here,"
                    + " since nothing is emitted before a window closes), results on window close, two threads, the"
                    + " events already in the topic of a broker in this process. There a key changes only through a"
                    + " topic: that its events go through one is counted, its start-up is not. An event counts once it"
                    + " enters its windows.",
            "",
            "The heap of TokenFlow is all that its job holds after 61 s of event time, at a moment when nothing is in"
                    + " flight, less the same before its first event, divided by the clients: sockets, waiting"
                    + " batches, panes, long window, timers, of the clients and of the prefixes and sites above them."
                    + " The ten-minute baseline is a tenth full by then."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class WindowBenchCommand implements Callable<Integer> {
    private static final int MAX_SECONDS = 60;
    private static final long SEED = 1;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration SLOW_SLIDE = Duration.ofSeconds(1);
    private static final Duration FAST_SLIDE = Duration.ofMillis(100);
    private static final Comparison.Targets SLOW_TARGETS = new Comparison.Targets(30, 2, 3);
    private static final Comparison.Targets FAST_TARGETS = new Comparison.Targets(150, 4, Comparison.NONE);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Length of a window, such as 10s.")
    private @Nullable Duration window;

    @Option(
            names = "--slide",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Distance of windows, such as 100ms.")
    private @Nullable Duration slide;

    @Option(names = "--keys", paramLabel = "N", description = "Clients, of two sockets each. Default: 1000.")
    private @Nullable Integer keys;

    @Option(
            names = "--memory-keys",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Clients while the heap is measured. Default: ${DEFAULT-VALUE}.")
    private int memoryKeys;

    @Option(
            names = "--hot-share",
            paramLabel = "SHARE",
            description = "Share of all events that one client has. Default: 0.")
    private @Nullable Double hotShare;

    @Option(
            names = "--prefix-clients",
            defaultValue = "4",
            paramLabel = "N",
            description = "Clients that share a /24 or /56. Default: ${DEFAULT-VALUE}.")
    private int prefixClients;

    @Option(
            names = "--rate",
            defaultValue = "50000",
            paramLabel = "N",
            description = "Events a second of event time. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "S",
            description = "Length of one round of one variant. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            paramLabel = "N",
            description = "Subtasks of every operator, 1 to 4. Default: ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "LIST",
            converter = VariantConverter.class,
            description = "Only these. Default: all.")
    private Set<Variant> variants = EnumSet.allOf(Variant.class);

    /** What the judged table consists of. */
    enum Part {
        COMPARE,
        SLIDES,
        HOT_KEY,
        MEMORY
    }

    @Option(
            names = "--part",
            split = ",",
            paramLabel = "LIST",
            description = "Of the judged table only these of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        OptionRange.require("--seconds", seconds, 1, MAX_SECONDS);
        OptionRange.require("--rounds", rounds, 1, 100);
        OptionRange.require("--memory-keys", memoryKeys, 1, EventLoad.MAX_KEYS);
        OptionRange.require("--parallelism", parallelism, 1, EventLoad.AGENTS);
        json.requireFolder();
        EventLoad workload = workload();
        JobConfig chosen = config(window == null ? WINDOW : window, slide == null ? SLOW_SLIDE : slide);
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        try (WindowSuites suites = WindowSuites.start(
                report, spec.commandLine().getErr(), rounds, Duration.ofSeconds(seconds), parallelism)) {
            if (window == null && slide == null && keys == null && hotShare == null) {
                measureTable(suites, workload);
            } else {
                suites.compare(workload, chosen, sorted(), Comparison.Targets.UNJUDGED);
            }
        } finally {
            json.write(report); // also when a later suite fails: what was measured took minutes
        }
        return CommandLine.ExitCode.OK;
    }

    private void measureTable(WindowSuites suites, EventLoad workload) throws Exception {
        JobConfig slow = config(WINDOW, SLOW_SLIDE);
        JobConfig fast = config(WINDOW, FAST_SLIDE);
        if (parts.contains(Part.COMPARE)) {
            suites.compare(workload, slow, sorted(), SLOW_TARGETS);
            suites.compare(workload, fast, sorted(), FAST_TARGETS);
            suites.closeKafka();
        }
        if (parts.contains(Part.SLIDES)) {
            suites.slides(workload);
        }
        if (parts.contains(Part.HOT_KEY)) {
            suites.hotKey(workload, slow);
        }
        if (parts.contains(Part.MEMORY)) {
            suites.memory(workload.withKeys(memoryKeys), fast);
        }
    }

    /** In the order of the table, whatever the order on the command line. */
    private Set<Variant> sorted() {
        return EnumSet.copyOf(variants);
    }

    private EventLoad workload() throws BenchException {
        try {
            return new EventLoad(
                    keys == null ? 1000 : keys, rate, hotShare == null ? 0 : hotShare, prefixClients, SEED);
        } catch (IllegalArgumentException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    private JobConfig config(Duration window, Duration slide) throws BenchException {
        if (window.isZero() || slide.isZero() || window.toMillis() % slide.toMillis() != 0) {
            throw new BenchException("--window is " + WindowSettings.text(window) + " and --slide "
                    + WindowSettings.text(slide) + ", expected a window that is a whole multiple of the slide");
        }
        try {
            return WindowSettings.config(window, slide, parallelism);
        } catch (ConfigException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }
}
