package dev.tokenflow.ops.recording;

import dev.tokenflow.cli.option.MillisecondsConverter;
import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.shard.AlarmConfig;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow features}: the features of recorded events, worked out offline by the job's own code. */
@Command(
        name = "tokenflow features",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        modelTransformer = FeaturesCommand.Footer.class,
        description = {
            "Works out the rolling features of recorded events with the job's own code, without Kafka or Flink,"
                    + " and writes them as CSV: one row"
                    + " for each path and window, of clients, their prefixes and sites.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class FeaturesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "FILE",
            description = "Batches as 'tokenflow record' writes them, or a CSV table of events (see below).")
    private Path in = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Where the rows go. Default: standard output.")
    private @Nullable Path out;

    @Option(
            names = "--window",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Time that a row covers. Default: ${DEFAULT-VALUE}.")
    private Duration window = Duration.ZERO;

    @Option(
            names = "--slide",
            defaultValue = "200ms",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description = "Windows end at its multiples; divides the window. Default: ${DEFAULT-VALUE}.")
    private Duration slide = Duration.ZERO;

    @Option(
            names = "--pane",
            defaultValue = "25ms",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description = "Slot in which events are summed; divides the slide. Default: ${DEFAULT-VALUE}.")
    private Duration pane = Duration.ZERO;

    @Option(
            names = "--long-window",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Time that the long_* columns cover; a multiple of the window. Default: ${DEFAULT-VALUE}.")
    private Duration longWindow = Duration.ZERO;

    @Option(
            names = "--baseline",
            defaultValue = "10m",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Memory of the smallest round trip; a multiple of the long window. Default: ${DEFAULT-VALUE}.")
    private Duration baseline = Duration.ZERO;

    @Option(
            names = "--path-idle",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "After which a path without open connections and events is forgotten. Default: ${DEFAULT-VALUE}.")
    private Duration pathIdle = Duration.ZERO;

    @Option(
            names = "--socket-idle",
            defaultValue = "5m",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "After which a connection without events is forgotten. Default: ${DEFAULT-VALUE}.")
    private Duration socketIdle = Duration.ZERO;

    @Option(
            names = "--shard-silence",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "After which the connections of an agent that sends not even heartbeats are forgotten."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration shardSilence = Duration.ZERO;

    @Option(
            names = "--out-of-orderness",
            defaultValue = "50ms",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description = "How far a batch may be behind the newest; what comes later counts in the pane that is open."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration outOfOrderness = Duration.ZERO;

    @Option(
            names = "--alarm-retransmits",
            defaultValue = "10",
            paramLabel = "N",
            description = "Segments sent again in one pane that make a row of their own at once, as does a timeout;"
                    + " 0 = never. Default: ${DEFAULT-VALUE}.")
    private int alarmRetransmits;

    @Option(
            names = "--alarm-rtt-factor",
            defaultValue = "2",
            paramLabel = "X",
            description = "Rise of a pane's median round trip that makes a row of its own at once; 0 = never. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double alarmRttFactor;

    @Option(
            names = "--alarm-rtt-rise-ms",
            defaultValue = "20",
            paramLabel = "MS",
            description = "Least rise, in ms, that makes such a row. Default: ${DEFAULT-VALUE}.")
    private double alarmRttRiseMs;

    @Option(
            names = "--alarm-rtt-samples",
            defaultValue = "3",
            paramLabel = "N",
            description = "Round trips of the pane that must be so high. Default: ${DEFAULT-VALUE}.")
    private int alarmRttSamples;

    @Option(
            names = "--all",
            description = "Also write readings without news (kind refresh: open, nothing new; kind expired: about to be"
                    + " forgotten).")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        OfflineConfig config = config();
        SetAside aside = new SetAside(in.toString());
        try (Recording recording = Recording.open(in, socketIdle, aside);
                FeatureRows rows = new FeatureRows(writer(), all)) {
            OfflineFeatures features = new OfflineFeatures(config, recording, aside, rows);
            if (features.run() == 0) {
                throw new IOException(aside.everything());
            }
            rows.flush();
            PrintWriter err = err();
            aside.print(err);
            err.println("tokenflow: " + rows.summary() + " from " + features.summary());
            err.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return 0;
    }

    OfflineConfig config() {
        LifetimeConfig d = LifetimeConfig.DEFAULT;
        return new OfflineConfig(
                OfflineConfig.window(pane, window, slide, longWindow, baseline),
                new AlarmConfig(alarmRetransmits, alarmRttFactor, alarmRttRiseMs, alarmRttSamples),
                new LifetimeConfig(d.ttl(), d.calmTtl(), pathIdle, socketIdle, shardSilence),
                outOfOrderness);
    }

    /** A file is made with the first row, so that a wrong input leaves none. */
    private Writer writer() throws IOException {
        if (out == null) {
            return new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        }
        OutputFile.requireWritable("--out", out);
        return new LateWriter(out);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The columns, as their own enum tells them. */
    static final class Footer implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            List<String> lines = new ArrayList<>(List.of(
                    "",
                    "Columns of a CSV table of events; the first line names them, in any order, others are"
                            + " ignored. What is not given is 0:"));
            lines.addAll(EventColumn.help());
            lines.addAll(List.of(
                    "",
                    "Lines may be in any order; the table is sorted by time in memory. Of batches, the"
                            + " agents' clocks are believed, and a late event is set"
                            + " aside as in the job. Lines and batches that cannot be used are set aside"
                            + " and reported on standard error.",
                    "",
                    "Exit status: 0 when there are rows, 2 when the input cannot be read or nothing in it"
                            + " can be used."));
            command.usageMessage().footer(lines.toArray(String[]::new));
            return command;
        }
    }
}
