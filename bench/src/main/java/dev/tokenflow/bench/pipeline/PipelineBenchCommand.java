package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Load;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.JsonOption;
import java.io.IOException;
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

/** {@code tokenflow bench pipeline}. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how many events a second become hints, and how soon. Runs the real pipeline on this machine: a"
                    + " Kafka broker in a process of its own, and in this process the Flink job in a MiniCluster, the"
                    + " hint server, made-up agents and readers of hints.",
            "",
            "Agents send raw batches as the kernel would fill them (128 bytes an event, lz4), each every 10 ms, at"
                    + " most 500 events in one. An event tells of one round trip, log-normal (4 %%) around the client's"
                    + " own of 15 to 150 ms, or, 0.2 %% of them, of a retransmit. --load user: 100,000 clients of 50"
                    + " agents with one connection each, nothing in flight after an ACK, one path in fifty restless"
                    + " (25 %%), the job's defaults, and all five path models, trained on made-up rows. --load dense:"
                    + " 1,000 clients of 4 agents with two connections each, a slide of 100 ms, no models.",
            "",
            "THROUGHPUT: the highest rate at which the lag (events sent and not taken in by the job) does not grow,"
                    + " hints are of now, nothing is late, lost, stale or refused, and every alarm is told. Looked for"
                    + " in short steps; then held until every window is full of it and for --rounds rounds more. The"
                    + " value is the events/s taken in. Then where CPU time goes at that rate.",
            "",
            "LATENCY: at 50,000 events/s, readers long-poll the hints of 200 clients. Measured from the kernel time of"
                    + " the oldest event that a hint is the first to include until the hint is fetched; refreshes do"
                    + " not count. Meanwhile every 300 ms something goes wrong with one of the 200 with whose path"
                    + " nothing was wrong: 12 segments sent again at once, or round trips of four times the usual;"
                    + " measured from then until a hint that tells of it is fetched. Then the same with one client"
                    + " in a hundred at once, all of the 200 among them. Percentiles are of all samples, low and"
                    + " high those of the rounds. Events come at any instant between two batches: the wait for the"
                    + " batch is in all of these, and so are the generator's own delays.",
            "",
            "MEMORY: what the job remembers of a client, without Flink and Kafka: 70 s of such events, 0.5 a second of"
                    + " each client, in virtual time. PARALLEL: CPU time of the job's threads for an event with two"
                    + " subtasks, over that with one.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class PipelineBenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--load",
            defaultValue = "user",
            paramLabel = "LOAD",
            converter = LoadConverter.class,
            description = "user or dense, as described above; the options below say more. Default: ${DEFAULT-VALUE}.")
    private Load load;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description = "Measure at this many events/s only. Default: find the highest; all else at 50000.")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "6",
            paramLabel = "S",
            description = "Length of a round of the throughput part. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--keys", paramLabel = "N", description = "Clients. Default: the load's.")
    private @Nullable Integer keys;

    @Option(names = "--agents", paramLabel = "A", description = "Agents that share the clients. Default: the load's.")
    private @Nullable Integer agents;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--slide",
            paramLabel = "TIME",
            description = "How often the job evaluates a busy client. Default: the load's.")
    private @Nullable String slide;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            paramLabel = "P",
            description = "Subtasks of the job's operators. Default: ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "--alarms",
            defaultValue = "204",
            paramLabel = "N",
            description = "Alarms raised; 300 ms each. Default: ${DEFAULT-VALUE}.")
    private int alarms;

    @Option(
            names = "--warm-up",
            defaultValue = "45",
            paramLabel = "S",
            description = "Load before anything is measured, while the compiler is at work: on two cores it takes a JVM"
                    + " that has just started about that long. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    /** What can be measured by itself. */
    enum Part {
        THROUGHPUT,
        LATENCY,
        PARALLEL,
        MEMORY
    }

    @Option(
            names = "--part",
            split = ",",
            defaultValue = "THROUGHPUT,LATENCY,PARALLEL,MEMORY",
            description = "Only these of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public Integer call() throws Exception {
        PipelineOptions options = options();
        Progress progress = new Progress(spec.commandLine().getErr());
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        if (parts.contains(Part.THROUGHPUT) || parts.contains(Part.LATENCY)) {
            measureRunning(report, progress, options);
        }
        if (parts.contains(Part.PARALLEL)) {
            new Parallel(report, progress, options).measure();
        }
        if (parts.contains(Part.MEMORY)) {
            new Memory(report, progress, options).measure();
        }
        json.write(report);
        return CommandLine.ExitCode.OK;
    }

    private void measureRunning(BenchReport report, Progress progress, PipelineOptions options)
            throws IOException, InterruptedException {
        try (WarmPipeline warm = WarmPipeline.start(progress, options)) {
            report.add(BenchRow.of(
                    "load began until hints were of now, in a job just started; " + options.words(),
                    "s",
                    warm.coldS()));
            if (parts.contains(Part.THROUGHPUT)) {
                new Throughput(report, progress, warm.pipeline(), options).measure();
            }
            if (parts.contains(Part.LATENCY)) {
                new Latency(report, progress, warm.pipeline(), options).measure();
            }
        }
    }

    private PipelineOptions options() throws BenchException {
        json.requireFolder();
        try {
            return new PipelineOptions(
                    load,
                    rate,
                    seconds,
                    keys == null ? load.clients() : keys,
                    agents == null ? load.agents() : agents,
                    rounds,
                    slide == null ? load.slide() : slide,
                    parallelism,
                    alarms,
                    warmUp);
        } catch (IllegalArgumentException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }
}
