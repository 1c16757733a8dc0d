package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.JsonOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
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
                    + " most 500 events in one. A client has two sockets; an event tells of one round trip, log-normal"
                    + " around the client's own of 15 to 150 ms, or, 0.2 %% of them, of a retransmit.",
            "",
            "THROUGHPUT: the highest rate at which the lag (events sent and not taken in by the job) does not grow,"
                    + " nothing is late or lost, and 90 %% of the hints that the clients' windows should make become"
                    + " visible. Looked for in short steps; then held until every window is full of it and for --rounds"
                    + " rounds more. The value is the events/s taken in. Then where CPU time goes at that rate.",
            "",
            "LATENCY: at 50,000 events/s, readers long-poll the hints of 20 clients. Measured from the kernel time of"
                    + " the oldest event that a hint is the first to include until the hint is fetched; refreshes do"
                    + " not count. Meanwhile every 300 ms something goes wrong with one of the 20: 12 segments sent"
                    + " again at once, or round trips of four times the usual; measured from then until a hint that"
                    + " tells of it is fetched. Percentiles are of all samples, low and high those of the rounds."
                    + " Events come at any instant between two batches: the wait for the batch is in all of these, and"
                    + " so are the generator's own delays.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class PipelineBenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description = "Measure at this many events/s only. Default: find the highest; latencies at 50000.")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "6",
            paramLabel = "S",
            description = "Length of a round of the throughput part. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--keys",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Clients. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--agents",
            defaultValue = "4",
            paramLabel = "A",
            description = "Agents that share the clients. Default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--slide",
            defaultValue = "100ms",
            paramLabel = "TIME",
            description = "How often the job evaluates a busy client. Default: ${DEFAULT-VALUE}.")
    private String slide;

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
        LATENCY
    }

    @Option(
            names = "--part",
            split = ",",
            defaultValue = "THROUGHPUT,LATENCY",
            description = "Only these of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public Integer call() throws Exception {
        PipelineOptions options = options();
        Progress progress = new Progress(spec.commandLine().getErr());
        progress.say("starting Kafka, Flink and the hint server");
        try (Pipeline pipeline = new Pipeline(options)) {
            BenchReport report = new BenchReport(spec.commandLine().getOut());
            progress.say("warming up for %d s at %,d events/s", options.warmUpS(), PipelineOptions.LATENCY_RATE);
            new LoadMeter(pipeline, options).warmUp();
            if (parts.contains(Part.THROUGHPUT)) {
                new Throughput(report, progress, pipeline, options).measure();
            }
            if (parts.contains(Part.LATENCY)) {
                new Latency(report, progress, pipeline, options).measure();
            }
            json.write(report);
        }
        return CommandLine.ExitCode.OK;
    }

    private PipelineOptions options() throws BenchException {
        json.requireFolder();
        try {
            return new PipelineOptions(rate, seconds, keys, agents, rounds, slide, parallelism, alarms, warmUp);
        } catch (IllegalArgumentException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }
}
