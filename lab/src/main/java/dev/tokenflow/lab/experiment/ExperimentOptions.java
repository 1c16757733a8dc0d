package dev.tokenflow.lab.experiment;

import dev.tokenflow.cli.option.MillisecondsConverter;
import dev.tokenflow.cli.option.ShareConverter;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.option.ArmConverter;
import dev.tokenflow.lab.option.StreamOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what an experiment runs, and the plan they make. */
final class ExperimentOptions {
    private static final Duration KERNEL_DURATION = Duration.ofSeconds(30);

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
                    "simulated: TCP, features and law in virtual time, on any machine. kernel: namespaces, real TCP"
                            + " and the whole loop in real time (Linux, root). Default: ${DEFAULT-VALUE}.")
    private Medium medium = Medium.simulated;

    @Option(
            names = "--arms",
            split = ",",
            converter = ArmConverter.class,
            paramLabel = "ARM",
            description = "Ways to send, in this order. Default:"
                    + " unpaced,selfclocked,timer50,chunk4,sigmoid,aimd,gradient2,pid,oracle,tokenflow-plain,gzip,"
                    + "gzip-selfclocked,gzip-chunk4,oracle-gzip,tokenflow;"
                    + " on the kernel unpaced,selfclocked,chunk4,tokenflow-plain.")
    private List<Arm> arms = List.of();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Concurrent token streams of each client. Default for schedules: 30.")
    private @Nullable Integer streams;

    @Option(
            names = "--demand",
            split = ",",
            paramLabel = "X",
            description = "In place of --streams: as many streams as need X times the link's mean rate when every chunk"
                    + " holds one token. Several values run one after the other. Default for recordings: 2.")
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
                    "More clients of the same /24, each with three streams behind a good link of its own. Hints for"
                            + " the other clients must not change theirs. Default: none.")
    private int neighbours;

    @Mixin
    private final StreamOptions each = new StreamOptions();

    @Option(
            names = "--rtt",
            converter = MillisecondsConverter.class,
            paramLabel = "TIME",
            description = "Round trip without a queue, such as 40 or 40ms. Default: 40ms, or what the schedule says.")
    private @Nullable Duration rtt;

    @Option(
            names = "--buffer",
            converter = BufferConverter.class,
            paramLabel = "KB|MS",
            description =
                    "Buffer before the bottleneck, such as 64kB or 500ms. Default: 1s at the mean rate, or what the"
                            + " schedule says.")
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
            names = "--loop-delay",
            converter = LoopDelayConverter.class,
            defaultValue = "15/57",
            paramLabel = "MS[/MS]",
            description = "Time from the window's reading to the sender: median and 99th percentile."
                    + " Default: ${DEFAULT-VALUE}, as bench pipeline measures.")
    private LoopDelay loopDelay = LoopDelay.MEASURED;

    @Option(names = "--ablation", description = "Also tokenflow-plain with one part taken away, and with slower loops.")
    private boolean ablation;

    /**
     * What these options ask for.
     *
     * @throws IOException when a link's file cannot be read
     * @throws IllegalArgumentException when they make no sense; names the option, its value and what was expected
     */
    ExperimentPlan plan() throws IOException {
        if (loss != null && loss >= 1) {
            throw new IllegalArgumentException("--loss is all there is, expected less than 100%");
        }
        LinkChoice choice = new LinkChoice(rtt, buffer, loss == null ? Double.NaN : loss);
        Load load = load();
        List<Experiment> cells = new ArrayList<>();
        for (String word : links) {
            for (ExperimentLink link : choice.find(word)) {
                cells.addAll(load.over(link));
            }
        }
        return new ExperimentPlan(
                medium,
                ExperimentPlan.arms(medium, arms, ablation, loopDelay),
                cells,
                seeds != null ? seeds : medium.defaultSeeds(),
                each.congestionControl(),
                loopDelay);
    }

    private Load load() {
        Duration length = duration == null && medium == Medium.kernel ? KERNEL_DURATION : duration;
        return new Load(streams, demands, clients, neighbours, each.tokensPerSecond(), each.answerTokens(), length);
    }
}
