package dev.tokenflow.lab.demo;

import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.network.NetworkChoice;
import dev.tokenflow.lab.option.ArmConverter;
import dev.tokenflow.lab.option.StreamOptions;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.testbed.process.StoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow demo}: reads the options, runs the demo, says with the exit status whether the loop closed. */
@Command(
        name = "tokenflow demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the closed loop on this machine: kernel events, Kafka, Flink, hints, token streams.",
            "",
            "Token streams cross a link that gets worse and heals, once for every arm: unpaced (as servers send today),"
                    + " gzip-selfclocked (the gateway alone: it compresses, and knows its socket but not the network)"
                    + " and tokenflow (the gateway that follows the hints)."
                    + " A second client network behind a link that stays clean shows that hints differ per client.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 when the loop closed (events arrived, hints were published, and the arm tokenflow"
                    + " changed its pace and came back), 1 when it did not, 2 when the command or the machine "
                    + "does not allow"
                    + " it."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int CLOSED = 0;
    private static final int NOT_CLOSED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--network",
            defaultValue = "auto",
            paramLabel = "kernel|simulated|auto",
            description =
                    "kernel: network namespaces, real TCP and the eBPF agent (Linux, root). simulated: the same link"
                            + " in process, any user."
                            + " auto: kernel where it can be had, and says why not. Default: ${DEFAULT-VALUE}.")
    private NetworkChoice network = NetworkChoice.auto;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Length of one arm, such as 65s or 2m; the timeline is stretched to it. Default: that of the"
                    + " timeline, 65s.")
    private @Nullable Duration duration;

    @Option(
            names = "--streams",
            defaultValue = "30",
            paramLabel = "N",
            description = "Concurrent token streams on each link. Default: ${DEFAULT-VALUE}.")
    private int streams;

    @Mixin
    private final StreamOptions each = new StreamOptions();

    @Option(
            names = "--timeline",
            paramLabel = "TEXT|FILE",
            description = "What the faulty link does, such as 'clean 15s rate=50mbit delay=20ms; narrow 20s rate=2mbit"
                    + " delay=20ms buffer=1s; ...'."
                    + " Default: clean, 0.5 Mbit/s behind a 1 s buffer, 1 %% loss, clean.")
    private @Nullable String timeline;

    @Option(
            names = "--arms",
            split = ",",
            defaultValue = "unpaced,gzip-selfclocked,tokenflow",
            converter = ArmConverter.class,
            paramLabel = "ARM",
            description = "Arms to run, in this order, of unpaced, selfclocked, timer50, tokenflow-plain, gzip, "
                    + "gzip-selfclocked"
                    + " and tokenflow, which must be one of them. Default: ${DEFAULT-VALUE}.")
    private List<Arm> arms = List.of();

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of losses and request times. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            defaultValue = "demo-report",
            paramLabel = "DIR",
            description = "Where the report goes. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("demo-report");

    @Option(names = "--json", paramLabel = "FILE", description = "Write summary.json here as well.")
    private @Nullable Path json;

    @Option(names = "--keep", description = "Keep the logs and the raw arrivals of every token in DIR/raw.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoOptions options = options();
        requireWritable("--out", options.out());
        if (options.json() != null) {
            requireWritableFile("--json", options.json().toAbsolutePath());
        }
        try {
            return new Demo(options, commandLine()).run() ? CLOSED : NOT_CLOSED;
        } catch (StoppedException e) {
            return e.exitStatus();
        }
    }

    private DemoOptions options() throws IOException {
        LinkSchedule schedule = schedule();
        Duration total = duration == null ? schedule.total() : duration;
        return new DemoOptions(
                network,
                total,
                streams,
                each.tokensPerSecond(),
                each.answerTokens(),
                seed,
                arms,
                schedule.scaledTo(total),
                each.congestionControl(),
                out,
                json,
                keep);
    }

    private LinkSchedule schedule() throws IOException {
        if (timeline == null) {
            return LinkSchedule.demo();
        }
        boolean isFile = !timeline.contains(";") && !timeline.contains("=") && Files.isRegularFile(Path.of(timeline));
        try {
            return LinkSchedule.parse(isFile ? Files.readString(Path.of(timeline)) : timeline);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--timeline: " + e.getMessage(), e);
        }
    }

    private String commandLine() {
        List<String> typed =
                spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
        return ("./tokenflow demo " + String.join(" ", typed)).strip();
    }

    /** A folder that is there, or can be made, and takes files. */
    private static void requireWritable(String option, Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", null));
        } catch (IOException e) {
            throw new IOException(option + ": cannot write to the folder '" + folder + "', choose another", e);
        }
    }

    private static void requireWritableFile(String option, Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new IOException(option + ": '" + file + "' is a folder, expected a file");
        }
        requireWritable(option, folder);
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new IOException(option + ": cannot write to the file '" + file + "', choose another");
        }
    }
}
