package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.experiment.LinkChoice;
import dev.tokenflow.lab.experiment.Load;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.option.ArmConverter;
import dev.tokenflow.lab.option.StreamOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tokenflow model diagnose}: how often the word for a path is right. */
@Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Streams over links of which it is known what is the matter with them, and compares every second of"
                    + " that with the word in force: normal, congestion, loss, both, or outage.",
            "",
            "Links are those of 'experiment': a recording, a folder of recordings, a schedule, or a name. The network"
                    + " is simulated. Beside TokenFlow's own words stand those of fixed thresholds and of an isolation"
                    + " forest.",
            ""
        },
        footer = {"", "Exit status: 0 when everything ran, 2 when the command does not allow it."})
public final class DiagnoseCommand implements Callable<Integer> {
    private static final long SAY_NS = 5_000_000_000L;
    private static final double NANOS = 1e9;

    @Option(
            names = "--link",
            required = true,
            paramLabel = "FILE|FOLDER|SCHEDULE",
            description = "The link; may be given more than once.")
    private List<String> links = List.of();

    @Option(
            names = "--arms",
            split = ",",
            converter = ArmConverter.class,
            paramLabel = "ARM",
            description = "Ways to send. Default: unpaced,selfclocked,tokenflow.")
    private List<Arm> arms = List.of(Arms.UNPACED, Arms.SELFCLOCKED, Arms.TOKENFLOW);

    @Option(names = "--streams", paramLabel = "N", description = "Concurrent token streams. Default for schedules: 30.")
    private @Nullable Integer streams;

    @Option(
            names = "--demand",
            split = ",",
            paramLabel = "X",
            description = "In place of --streams: as many streams as need X times the link's mean rate when every chunk"
                    + " holds one token. Several values run one after the other. Default for recordings: 2.")
    private List<Double> demands = List.of();

    @Mixin
    private final StreamOptions each = new StreamOptions();

    @Option(
            names = "--duration",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "Length of a run. Default: 120s, or the schedule's length.")
    private @Nullable Duration duration;

    @Option(
            names = "--seeds",
            defaultValue = "1",
            paramLabel = "K",
            description = "Runs of every arm, each with other requests and losses. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
    private @Nullable Path json;

    private record Job(Experiment experiment, Arm arm, long seed) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seeds < 1 || seeds > 1_000) {
            throw new IllegalArgumentException("--seeds is " + seeds + ", expected 1 to 1000");
        }
        if (json != null) {
            OutputFile.requireWritable("--json", json);
        }
        Map<Arm, Map<Diagnoser, DiagnosisFigures>> figures = run(jobs());
        PrintStream out = System.out;
        DiagnosisReport.print(figures, out);
        if (json != null) {
            Files.writeString(json, DiagnosisReport.json(figures, seeds) + "\n", StandardCharsets.UTF_8);
        }
        return 0;
    }

    private List<Job> jobs() throws IOException {
        Load load = new Load(streams, demands, 1, 0, each.tokensPerSecond(), each.answerTokens(), duration);
        LinkChoice choice = new LinkChoice(null, null, Double.NaN);
        List<Job> jobs = new ArrayList<>();
        for (String word : links) {
            for (ExperimentLink link : choice.find(word)) {
                for (Experiment experiment : load.over(link)) {
                    for (Arm arm : arms) {
                        for (long seed = 1; seed <= seeds; seed++) {
                            jobs.add(new Job(experiment, arm, seed));
                        }
                    }
                }
            }
        }
        return jobs;
    }

    /** As many at once as there are processors. */
    private Map<Arm, Map<Diagnoser, DiagnosisFigures>> run(List<Job> jobs) throws InterruptedException {
        long startNs = System.nanoTime();
        long saidNs = startNs;
        Map<Arm, Map<Diagnoser, DiagnosisFigures>> sums = new LinkedHashMap<>();
        arms.forEach(arm -> sums.put(arm, new EnumMap<>(Diagnoser.class)));
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Map<Diagnoser, DiagnosisFigures>>> running = new ArrayList<>();
            for (Job job : jobs) {
                running.add(pool.submit(() -> DiagnosisRun.of(
                        job.experiment(), job.arm(), job.seed(), ForestRule.learn(job.experiment(), job.arm()))));
            }
            for (int i = 0; i < running.size(); i++) {
                Map<Diagnoser, DiagnosisFigures> sum =
                        Objects.requireNonNull(sums.get(jobs.get(i).arm()));
                running.get(i)
                        .get()
                        .forEach((diagnoser, run) -> sum.computeIfAbsent(diagnoser, any -> new DiagnosisFigures())
                                .add(run));
                long nowNs = System.nanoTime();
                if (nowNs - saidNs >= SAY_NS) {
                    saidNs = nowNs;
                    long leftS = Math.round((nowNs - startNs) / NANOS * (jobs.size() - i - 1) / (i + 1));
                    System.err.printf(
                            Locale.ROOT,
                            "%,d of %,d runs, about %d:%02d left (%s, %s)%n",
                            i + 1,
                            jobs.size(),
                            leftS / 60,
                            leftS % 60,
                            jobs.get(i).experiment().link().name(),
                            jobs.get(i).arm().name());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return sums;
    }
}
