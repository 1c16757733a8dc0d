package dev.tokenflow.bench.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.bench.process.BrokerMain;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench model}. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how long the two models take to train and to answer, on 100,000 made-up rows of 8 inputs. The"
                    + " same rows go to scikit-learn's IsolationForest and HistGradientBoostingRegressor, in a Python"
                    + " process that takes its turn in every round.",
            "",
            "TokenFlow uses one thread; scikit-learn's boosting uses all CPUs. TokenFlow's trees have at most 6 levels,"
                    + " which is the default. Without python3 and scikit-learn only TokenFlow is measured.",
            "",
            "Then, once, the training of all path models on an hour of rows in a topic of a real broker: a row every"
                    + " ten seconds of most paths, every second of one in fifty. CPU time is that of this process; the"
                    + " broker has one of its own.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ModelBenchCommand implements Callable<Integer> {
    private static final double MOST_TRAINING_S = 60;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rounds, after one to warm up. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--training-paths",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Paths of the hour that is trained on; 0: no such training. Default: ${DEFAULT-VALUE}.")
    private int trainingPaths;

    @Override
    public Integer call() throws Exception {
        OptionRange.require("--rounds", rounds, 1, 100);
        OptionRange.require("--training-paths", trainingPaths, 0, 1_000_000);
        json.requireFolder();
        ModelRounds ours = new ModelRounds();
        Path folder = Files.createTempDirectory("tokenflow-bench-model-");
        try {
            Path rows = folder.resolve("rows");
            write(ours, rows);
            Optional<SklearnPeer> found = SklearnPeer.start(rows, ModelRounds.INPUTS, folder);
            if (found.isEmpty()) {
                say("scikit-learn is NOT compared with: python3 with it is not there (Debian: python3-sklearn)");
                measure(ours, null);
            } else {
                try (SklearnPeer peer = found.get()) {
                    say("scikit-learn " + peer.version());
                    measure(ours, peer);
                }
            }
        } finally {
            Files.deleteIfExists(folder.resolve("rows"));
            Files.deleteIfExists(folder.resolve("sklearn_rounds.py"));
            Files.delete(folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(ModelRounds ours, @Nullable SklearnPeer peer) throws IOException, BenchException {
        Map<String, DoubleSupplier> what = new LinkedHashMap<>();
        what.put("forest_row_ns", ours::forestRowNs);
        what.put("forest_block_ns", ours::forestBlockNs);
        what.put("forest_batch_ns", ours::forestBatchNs);
        what.put("fit_forest_s", ours::fitForestS);
        what.put("trees_row_ns", ours::treesRowNs);
        what.put("trees_batch_ns", ours::treesBatchNs);
        what.put("fit_trees_s", ours::fitTreesS);
        what.put("path_ns", ours::pathNs);
        Map<String, double[]> mine = new LinkedHashMap<>();
        Map<String, double[]> theirs = new LinkedHashMap<>();
        what.keySet().forEach(name -> mine.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            say(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
            for (Map.Entry<String, DoubleSupplier> one : what.entrySet()) {
                double value = one.getValue().getAsDouble();
                if (round >= 0) {
                    Objects.requireNonNull(mine.get(one.getKey()), "made above")[round] = value;
                }
            }
            JsonNode answer = peer == null ? null : peer.round();
            for (String name : what.keySet()) {
                if (round >= 0 && answer != null && answer.has(name)) {
                    theirs.computeIfAbsent(name, any -> new double[rounds])[round] =
                            answer.get(name).asDouble();
                }
            }
        }
        report(mine, theirs);
    }

    private void report(Map<String, double[]> mine, Map<String, double[]> theirs) throws BenchException, IOException {
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        add(report, "forest 100 x 256, one row", "ns", mine, "forest_row_ns", 1_500);
        add(report, "forest 100 x 256, blocks of 64, a row", "ns", mine, "forest_block_ns", 1_000);
        add(report, "forest 100 x 256, batches of 20,000, a row", "ns", mine, "forest_batch_ns", Double.NaN);
        add(report, "boosted trees 100 x 31 leaves, one row", "ns", mine, "trees_row_ns", 1_000);
        add(
                report,
                "boosted trees 100 x 31 leaves, batches of 20,000, a row",
                "ns",
                mine,
                "trees_batch_ns",
                Double.NaN);
        add(report, "grow a forest on 100,000 x 8", "s", mine, "fit_forest_s", Double.NaN);
        add(report, "fit 100 x 31 leaves to 100,000 x 8", "s", mine, "fit_trees_s", Double.NaN);
        add(report, "all five path models on a reading, as the job scores it", "ns", mine, "path_ns", 2_000);
        theirs.forEach((name, values) -> report.add(BenchRow.of("scikit-learn, " + name, unit(name), values)));
        if (trainingPaths > 0) {
            add(report, train());
        }
        ratio(report, "scikit-learn / TokenFlow, forest in batches of 20,000", mine, theirs, "forest_batch_ns", 3);
        ratio(report, "scikit-learn / TokenFlow, growing a forest", mine, theirs, "fit_forest_s", 1);
        ratio(report, "scikit-learn / TokenFlow, fitting boosted trees", mine, theirs, "fit_trees_s", 1);
        ratio(report, "scikit-learn / TokenFlow, boosted trees in batches", mine, theirs, "trees_batch_ns", Double.NaN);
        json.write(report);
    }

    private TrainingHour.Taken train() throws BenchException, IOException {
        Path log = Files.createTempFile("tokenflow-bench-broker-", ".log");
        try (Child broker = Child.start(
                "broker",
                new ProcessBuilder(JavaCommand.limited(Duration.ofMinutes(30), BrokerMain.class)),
                log,
                line -> {})) {
            String address =
                    broker.awaitReady(Duration.ofSeconds(60)).get("bootstrap").asText();
            TrainingHour hour = new TrainingHour(address, trainingPaths, this::say);
            hour.write();
            return hour.train();
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private void add(BenchReport report, TrainingHour.Taken taken) {
        String what =
                String.format(Locale.ROOT, "train on an hour of %,d paths, %,d rows", trainingPaths, taken.rows());
        report.add(BenchRow.of(what + ": CPU time", "s", taken.cpuS()).atMost(MOST_TRAINING_S));
        report.add(BenchRow.of(what + ": time", "s", taken.wallS()));
        report.add(BenchRow.of(what + ": most a collection left on the heap", "MB", taken.heapMb()));
    }

    private static String unit(String name) {
        return name.endsWith("_s") ? "s" : "ns";
    }

    private static void add(
            BenchReport report, String title, String unit, Map<String, double[]> values, String name, double most) {
        BenchRow row = BenchRow.of(title, unit, values.getOrDefault(name, new double[0]));
        report.add(Double.isNaN(most) ? row : row.atMost(most));
    }

    /** Taken within each round; nothing without the peer. */
    private static void ratio(
            BenchReport report,
            String title,
            Map<String, double[]> mine,
            Map<String, double[]> theirs,
            String name,
            double least) {
        double[] peer = theirs.get(name);
        double[] own = mine.get(name);
        if (peer == null || own == null) {
            return;
        }
        double[] ratios = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            ratios[i] = peer[i] / own[i];
        }
        BenchRow row = BenchRow.of(title, "x", ratios);
        report.add(Double.isNaN(least) ? row : row.atLeast(least));
    }

    private static void write(ModelRounds ours, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < ModelRounds.ROWS; i++) {
                for (int k = 0; k < ModelRounds.INPUTS; k++) {
                    out.writeDouble(ours.rows[i * ModelRounds.INPUTS + k]);
                }
                out.writeDouble(ours.targets[i]);
            }
        }
    }

    private void say(String what) {
        spec.commandLine().getErr().println("bench: " + what);
        spec.commandLine().getErr().flush();
    }
}
