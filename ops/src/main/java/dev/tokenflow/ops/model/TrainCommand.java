package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.FeatureSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow model train}: an isolation forest as a file. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Grows an isolation forest on a table and writes it as the topic 'models' carries it. The models of"
                    + " paths are trained from the topic 'path-features'"
                    + " by the training job: ./tokenflow train --help.",
            ""
        })
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "CSV, plain or gzipped, with a first line of names.")
    private Path data = Path.of("");

    @Option(names = "--label", paramLabel = "COL", description = "Column to leave out. Default: all are inputs.")
    private @Nullable String label;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the model goes.")
    private Path out = Path.of("");

    @Option(
            names = "--name",
            defaultValue = "model",
            paramLabel = "TEXT",
            description = "Name of the model. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(
            names = "--model-version",
            defaultValue = "1",
            paramLabel = "TEXT",
            description = "Version of the model. Default: ${DEFAULT-VALUE}.")
    private String version = "";

    @Option(
            names = "--trees",
            defaultValue = "100",
            paramLabel = "N",
            description = "Trees of the forest. Default: ${DEFAULT-VALUE}.")
    private int trees;

    @Option(
            names = "--subsample",
            defaultValue = "256",
            paramLabel = "N",
            description = "Rows a tree is grown from, 2 to 4096. Default: ${DEFAULT-VALUE}.")
    private int subsample;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of the random choices. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        ForestConfig config = new ForestConfig(trees, subsample, seed);
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out)) {
            throw new IOException("--out: cannot write to '" + out + "', expected a file in a folder that is there");
        }
        LabelledRows rows = LabelledRows.of(NumberTable.read(data), label);
        TrainedModel model = new TrainedModel(
                name,
                version,
                System.currentTimeMillis(),
                new FeatureSchema(rows.names()),
                Map.of("training_rows", (double) rows.count()),
                new IsolationForestTrainer(config).fit(rows.rows(), rows.inputs()));
        byte[] bytes = ModelCodec.encode(model);
        Files.write(out, bytes);
        Objects.requireNonNull(spec, "picocli has not set up this command")
                .commandLine()
                .getOut()
                .printf("%s: %s %s, %d inputs, %d bytes%n", out, name, version, rows.inputs(), bytes.length);
        return 0;
    }
}
