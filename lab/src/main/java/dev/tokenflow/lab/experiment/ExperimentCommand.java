package dev.tokenflow.lab.experiment;

import dev.tokenflow.cli.option.ShareConverter;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.lab.experiment.plan.ArmSpec;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentArm;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.experiment.plan.LoopDelay;
import dev.tokenflow.lab.experiment.plan.LoopSettings;
import dev.tokenflow.lab.experiment.report.ExperimentReport;
import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.run.KernelRuns;
import dev.tokenflow.lab.experiment.run.RunStore;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import dev.tokenflow.testbed.process.Logs;
import dev.tokenflow.testbed.process.StopSignal;
import dev.tokenflow.testbed.process.StoppedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code tokenflow experiment}: the same streams over the same link, once for every way to send. */
@Command(
        name = "tokenflow experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends the same token streams over the same link in different ways and compares what readers feel.",
            "",
            "A link is a recording, plain or gzipped (a line per delivery opportunity in ms, as Mahimahi's; or rows 'seconds Mbit/s'),"
                    + " a folder of recordings, a schedule such as 'narrow 60s rate=2mbit delay=20ms buffer=1s', or a name: demo, narrow, drop,"
                    + " clean, lossy. One shorter than the run begins again.",
            ""
        },
        footer = {"", "Exit status: 0 when everything ran, 2 when the command or the machine does not allow it."})
public final class ExperimentCommand implements Callable<Integer> {
    private static final double DEFAULT_DEMAND = 2;
    private static final int DEFAULT_STREAMS = 30;
    private static final int MOST_STREAMS = 20_000;
    private static final List<ExperimentArm> ON_KERNEL =
            List.of(ExperimentArm.UNPACED, ExperimentArm.SELFCLOCKED, ExperimentArm.FIXED, ExperimentArm.OURS);

    /** What the streams run over. */
    enum Medium {
        simulated,
        kernel
    }

    @Option(
            names = "--link",
            required = true,
            paramLabel = "FILE|FOLDER|SCHEDULE",
            description = "The link; may be given more than once.")
    private List<String> links = List.of();

    @Option(
            names = "--network",
            defaultValue = "simulated",
            paramLabel = "simulated|kernel",
            description =
                    "simulated: TCP, features and law in virtual time, anywhere. kernel: namespaces, real TCP and the whole loop in real time (Linux, root). Default: ${DEFAULT-VALUE}.")
    private Medium medium = Medium.simulated;

    @Option(
            names = "--arms",
            split = ",",
            converter = ArmWord.class,
            paramLabel = "ARM",
            description =
                    "Ways to send, in this order. Default: unpaced,selfclocked,fixed,seed,aimd,gradient2,pid,oracle,ours; on the kernel unpaced,selfclocked,fixed,ours.")
    private List<ExperimentArm> arms = List.of();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Concurrent token streams of each client. Default for schedules: 30.")
    private @Nullable Integer streams;

    @Option(
            names = "--demand",
            split = ",",
            paramLabel = "X",
            description =
                    "Instead: so many streams that one token a chunk needs X times the link's mean rate; several: one after the other. Default for recordings: 2.")
    private List<Double> demands = List.of();

    @Option(
            names = "--clients",
            defaultValue = "1",
            paramLabel = "K",
            description = "Client addresses behind the link. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--neighbours",
            defaultValue = "0",
            paramLabel = "K",
            description =
                    "More clients of the same /24, each with three streams alone behind a good link: the hints for the others must not touch them. Default: none.")
    private int neighbours;

    @Option(
            names = "--tokens-per-second",
            defaultValue = "50",
            paramLabel = "R",
            description = "Full rate of the model, per stream. Default: ${DEFAULT-VALUE}.")
    private double tokensPerSecond;

    @Option(
            names = "--answer-tokens",
            defaultValue = "400",
            paramLabel = "N",
            description = "Length of an answer. Default: ${DEFAULT-VALUE}.")
    private int answerTokens;

    @Option(
            names = "--rtt",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "Round trip without a queue. Default: 40ms, or what the schedule says.")
    private @Nullable Duration rtt;

    @Option(
            names = "--buffer",
            converter = BufferWord.class,
            paramLabel = "KB|MS",
            description =
                    "Before the bottleneck, such as 64kB or 500ms. Default: 1s at the mean rate, or what the schedule says.")
    private @Nullable BufferSize buffer;

    @Option(
            names = "--loss",
            converter = ShareConverter.class,
            paramLabel = "P",
            description = "Random loss after the queue, such as 1%%. Default: none, or what the schedule says.")
    private @Nullable Double loss;

    @Option(
            names = "--duration",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "Length of a run. Default: 120s, or the schedule's length; on the kernel 30s.")
    private @Nullable Duration duration;

    @Option(
            names = "--seeds",
            paramLabel = "K",
            description =
                    "Runs of every arm, each with other requests, losses and delays. Default: 5; on the kernel 3.")
    private @Nullable Integer seeds;

    @Option(
            names = "--congestion-control",
            defaultValue = "cubic",
            paramLabel = "cubic|bbr|reno",
            description =
                    "Of the token server's sockets; the simulated network has cubic only. Default: ${DEFAULT-VALUE}.")
    private String congestionControl = "cubic";

    @Option(
            names = "--loop-delay",
            converter = DelayWord.class,
            defaultValue = "15/57",
            paramLabel = "MS[/MS]",
            description =
                    "From the window's reading to the sender: median and 99th percentile. Default: ${DEFAULT-VALUE}, as bench pipeline measures.")
    private LoopDelay loopDelay = LoopDelay.MEASURED;

    @Option(names = "--ablation", description = "Also ours with one part taken away, and with slower loops.")
    private boolean ablation;

    @Option(
            names = "--out",
            defaultValue = "experiment-report",
            paramLabel = "DIR",
            description = "Where the report goes. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("experiment-report");

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here.")
    private @Nullable Path json;

    @Option(names = "--resume", description = "Go on where the experiment in DIR was stopped.")
    private boolean resume;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream terminal = System.out;
        if (arms.isEmpty()) {
            arms = medium == Medium.kernel ? ON_KERNEL : List.of(ExperimentArm.values());
        }
        requireSane();
        List<Experiment> cells = cells();
        Files.createDirectories(out);
        RunStore store = RunStore.open(out, resume);
        if (store.size() > 0) {
            terminal.printf(Locale.ROOT, "%,d finished runs found in %s.%n", store.size(), out);
        }
        if (medium == Medium.kernel) {
            return onKernel(terminal, cells, store);
        }
        ExperimentRunner runner = new ExperimentRunner(store, System.err);
        report(runner.run(cells, specs(), seeds()), List.of()).write(terminal, out, json);
        if (Double.isFinite(runner.speed())) {
            terminal.printf(Locale.ROOT, "Ran %,.0f times as fast as time passes.%n", runner.speed());
        }
        return 0;
    }

    private int onKernel(PrintStream terminal, List<Experiment> cells, RunStore store)
            throws IOException, InterruptedException {
        Optional<String> whyNot = KernelRuns.whyNot();
        if (whyNot.isPresent()) {
            throw new IOException("--network kernel is not possible here: " + whyNot.get());
        }
        Logs.toFile(out.resolve("tokenflow.log"));
        try (StopSignal stop = StopSignal.watch(() -> System.err.println("Stopping ..."))) {
            List<CellResult> results = new ArrayList<>();
            for (Experiment cell : cells) {
                Path raw = out.resolve("raw").resolve(cell.link().name() + "-" + results.size());
                results.add(
                        new KernelRuns(cell, specs(), seeds(), congestionControl, raw, System.err).run(stop, store));
            }
            List<Agreement> agreement = congestionControl.equals("cubic")
                    ? Agreement.of(results, new ExperimentRunner(store, System.err).run(cells, specs(), seeds()))
                    : List.of(); // the simulated network has no other
            report(results, agreement).write(terminal, out, json);
            return 0;
        } catch (StoppedException e) {
            return e.exitStatus();
        }
    }

    private int seeds() {
        return seeds != null ? seeds : medium == Medium.kernel ? 3 : 5;
    }

    private ExperimentReport report(List<CellResult> results, List<Agreement> agreement) {
        String facts = String.format(
                Locale.ROOT,
                "%s · %d seeds · loop delay %s",
                medium == Medium.kernel ? "kernel TCP, " + congestionControl : "simulated TCP, virtual time",
                seeds(),
                medium == Medium.kernel
                        ? "the real loop's"
                        : String.format(Locale.ROOT, "%.0f ms, p99 %.0f ms", loopDelay.p50Ms(), loopDelay.p99Ms()));
        return new ExperimentReport(medium.name(), seeds(), facts, results, agreement);
    }

    private List<ArmSpec> specs() {
        LoopSettings whole = LoopSettings.WHOLE.with(loopDelay);
        List<ArmSpec> specs = new ArrayList<>();
        arms.forEach(arm -> specs.add(ArmSpec.of(arm, whole)));
        if (ablation) {
            specs.addAll(ArmSpec.ablations(whole));
        }
        return specs;
    }

    private List<Experiment> cells() throws IOException {
        LinkChoice choice = new LinkChoice(rtt, buffer, loss == null ? Double.NaN : loss);
        List<Experiment> cells = new ArrayList<>();
        for (String word : links) {
            for (ExperimentLink link : choice.find(word)) {
                if (streams != null) {
                    cells.add(cell(link, streams));
                } else if (demands.isEmpty() && !recorded(link)) {
                    cells.add(cell(link, DEFAULT_STREAMS));
                } else {
                    for (double demand : demands.isEmpty() ? List.of(DEFAULT_DEMAND) : demands) {
                        cells.add(demanding(link, demand));
                    }
                }
            }
        }
        return cells;
    }

    private static boolean recorded(ExperimentLink link) {
        return link.timeline() instanceof dev.tokenflow.simulator.link.LinkTrace;
    }

    private Experiment demanding(ExperimentLink link, double demand) {
        if (!Double.isFinite(link.meanBitsPerSecond())) {
            throw new IllegalArgumentException(
                    "--demand: link '" + link.name() + "' has no limit to be a multiple of, give --streams");
        }
        double exact = demand * link.meanBitsPerSecond() / Experiment.streamBitsPerSecond(tokensPerSecond) / clients;
        return cell(link, demand, (int) Math.max(1, Math.round(exact)));
    }

    private Experiment cell(ExperimentLink link, int ofEach) {
        double need = clients * ofEach * Experiment.streamBitsPerSecond(tokensPerSecond);
        return cell(
                link, Double.isFinite(link.meanBitsPerSecond()) ? need / link.meanBitsPerSecond() : Double.NaN, ofEach);
    }

    private Experiment cell(ExperimentLink link, double demand, int ofEach) {
        if ((long) ofEach * clients > MOST_STREAMS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "link '%s' would need %,d streams, at most %,d can be run: lower --demand or --streams",
                    link.name(),
                    (long) ofEach * clients,
                    MOST_STREAMS));
        }
        return new Experiment(link, demand, clients, ofEach, neighbours, tokensPerSecond, answerTokens, length(link));
    }

    private Duration length(ExperimentLink link) {
        if (duration != null) {
            return duration;
        }
        if (medium == Medium.kernel) {
            return Duration.ofSeconds(30);
        }
        return recorded(link) ? Duration.ofSeconds(120) : Duration.ofNanos(link.lengthNs());
    }

    private void requireSane() throws IOException {
        require(streams == null || demands.isEmpty(), "--streams and --demand say the same thing: give one of them");
        require(streams == null || streams >= 1, "--streams is " + streams + ", expected at least 1");
        require(
                demands.stream().allMatch(d -> d > 0 && d <= 1000),
                "--demand is " + demands + ", expected more than 0 and at most 1000");
        require(clients >= 1 && clients <= 1000, "--clients is " + clients + ", expected 1 to 1000");
        require(
                neighbours >= 0 && clients + neighbours <= 250,
                "--neighbours is " + neighbours + ", expected 0 to " + (250 - clients) + ": a /24 holds no more");
        require(
                tokensPerSecond > 0 && tokensPerSecond <= 10_000,
                "--tokens-per-second is " + tokensPerSecond + ", expected more than 0 and at most 10000");
        require(
                answerTokens >= 1 && answerTokens <= 1_000_000,
                "--answer-tokens is " + answerTokens + ", expected 1 to 1000000");
        require(seeds() >= 1 && seeds() <= 1000, "--seeds is " + seeds() + ", expected 1 to 1000");
        require(loss == null || loss < 1, "--loss is all there is, expected less than 100%");
        requireMedium();
        require(
                duration == null || (duration.toMillis() >= 1000 && duration.toHours() < 24),
                "--duration: expected 1s to a day");
        require(!arms.isEmpty() && arms.stream().distinct().count() == arms.size(), "--arms: name each arm once");
        Path folder = json == null ? null : json.toAbsolutePath().getParent();
        if (json != null && (folder == null || !Files.isDirectory(folder) || Files.isDirectory(json))) {
            throw new IOException("--json: cannot write to '" + json + "', expected a file in a folder that is there");
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IOException("--out: '" + out + "' is a file, expected a folder");
        }
    }

    private void requireMedium() {
        if (medium == Medium.simulated) {
            require(
                    congestionControl.equals("cubic"),
                    "--congestion-control " + congestionControl
                            + ": the simulated network has cubic only, others need --network kernel");
            return;
        }
        require(
                !arms.contains(ExperimentArm.ORACLE),
                "--arms: the oracle sees a simulated link only, not --network kernel");
        require(clients == 1, "--clients: --network kernel has one client behind the link");
        require(neighbours == 0, "--neighbours belong to the simulated network, not to --network kernel");
        require(!ablation, "--ablation takes parts from the simulated loop, not from --network kernel");
        require(
                arms.size() * seeds() <= NetworkLabConfig.MAX_ARMS,
                arms.size() + " arms of " + seeds() + " seeds are too many for --network kernel, at most "
                        + NetworkLabConfig.MAX_ARMS + " runs a link");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** {@code unpaced}, {@code ours} and so on. */
    static final class ArmWord implements ITypeConverter<ExperimentArm> {
        @Override
        public ExperimentArm convert(String text) {
            return OptionWords.converted(() -> ExperimentArm.ofWord(text));
        }
    }

    /** {@code 64kB} or {@code 500ms}. */
    static final class BufferWord implements ITypeConverter<BufferSize> {
        @Override
        public BufferSize convert(String text) {
            return OptionWords.converted(() -> BufferSize.parse(text));
        }
    }

    /** {@code 15/57} or {@code 100}. */
    static final class DelayWord implements ITypeConverter<LoopDelay> {
        @Override
        public LoopDelay convert(String text) {
            return OptionWords.converted(() -> OptionWords.loopDelay(text));
        }
    }
}
