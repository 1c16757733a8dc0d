package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.proxy.ProcFiles;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what the gateway costs: CPU and bytes of a delta, added time, memory, and whether it "
                    + "keeps up with"
                    + " many streams. Beside it, in the same run: nginx without buffering, with and without "
                    + "gzip; a bare"
                    + " proxy of Netty's own parts; and the engine alone.",
            "",
            "The engine replays deltas of one word, each stream one every 20 ms. Every proxy is a process of its own."
                    + " Engine, readers and proxies share two CPUs, on the loopback interface. Needs Linux and nginx.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class GatewayBenchCommand implements Callable<Integer> {
    private static final int CPUS = 2;
    /** A stream has two sockets in each process; the rest is for everything else. */
    private static final int FILES_PER_STREAM = 2;

    private static final int OTHER_FILES = 1_000;
    private static final int MERGED_DELTAS = 4;
    /** Rounds with thousands of streams take long, and their figures differ little. */
    private static final int MOST_CROWD_ROUNDS = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--streams",
            defaultValue = "300",
            paramLabel = "N",
            description = "Streams while CPU is measured. Default: ${DEFAULT-VALUE}.")
    private int streams;

    @Option(
            names = "--light",
            defaultValue = "60",
            paramLabel = "N",
            description = "Streams while added time is measured. Default: ${DEFAULT-VALUE}.")
    private int light;

    @Option(
            names = "--crowd",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Streams with text in the crowd; one in ten has a reader that never reads. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int crowd;

    @Option(
            names = "--silent",
            defaultValue = "4000",
            paramLabel = "N",
            description = "Open streams without text in the crowd. Default: ${DEFAULT-VALUE}.")
    private int silent;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "S",
            description = "How long each proxy carries the load before anything counts. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            paramLabel = "S",
            description = "Length of a round; twice that with the crowd. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds; two at most with the crowd. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        OptionRange.require("--streams", streams, 1, 10_000);
        OptionRange.require("--light", light, 1, 10_000);
        OptionRange.require("--crowd", crowd, 1, 10_000);
        OptionRange.require("--silent", silent, 0, 50_000);
        OptionRange.require("--warm-up", warmUp, 1, 120);
        OptionRange.require("--seconds", seconds, 1, 60);
        OptionRange.require("--rounds", rounds, 1, 50);
        json.requireFolder();
        int most = Math.max(Math.max(streams, light), crowd + silent);
        requireMachine(most);
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        Path folder = Files.createTempDirectory("tokenflow-bench-gateway-");
        try (Contenders all = new Contenders(folder, most, MERGED_DELTAS)) {
            Cost cost = new Cost(all, streams, rounds, seconds);
            cost.warmUp(warmUp);
            cost.measure(report);
            AddedTime added = new AddedTime(all, light, rounds, seconds);
            added.warmUp(warmUp);
            added.measure(report);
            new Crowd(all, crowd, silent, Math.min(rounds, MOST_CROWD_ROUNDS), 2.0 * seconds).measure(report);
        } finally {
            delete(folder);
        }
        printLosses(report);
        json.write(report);
        return CommandLine.ExitCode.OK;
    }

    /** What a user gives up: targets that were missed, and everything in which a peer of the same run is better. */
    private void printLosses(BenchReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println("What the gateway loses:");
        List<BenchRow> losses = report.rows().stream()
                .filter(row -> Boolean.FALSE.equals(row.met()) || (row.unit().equals("x") && row.value() > 1))
                .toList();
        for (BenchRow row : losses) {
            out.printf(
                    Locale.ROOT,
                    "  %s: %.2f %s%s%n",
                    row.name().strip(),
                    row.value(),
                    row.unit(),
                    Boolean.FALSE.equals(row.met()) ? ", target " + row.target() + " MISSED" : "");
        }
        if (losses.isEmpty()) {
            out.println("  nothing in this run");
        }
        out.flush();
    }

    /** Refuses a machine that cannot run it, and keeps to two of its CPUs if it has more. */
    private static void requireMachine(int mostStreams) throws BenchException, IOException, InterruptedException {
        if (!Epoll.isAvailable()) {
            throw new BenchException("bench gateway needs Linux on x86-64 or aarch64");
        }
        long needed = FILES_PER_STREAM * (long) mostStreams + OTHER_FILES;
        if (ProcFiles.openFilesAllowed() < needed) {
            throw new BenchException("bench gateway needs " + needed + " open files in a process, and "
                    + ProcFiles.openFilesAllowed() + " are allowed; raise the limit (ulimit -Hn " + needed
                    + " as root) or ask for fewer --silent streams");
        }
        if (Runtime.getRuntime().availableProcessors() > CPUS) {
            Cpus.keepTo(CPUS);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
