package dev.tokenflow.ops.model;

import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.FeatureSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TrainForestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

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

    @Mixin
    private ForestOptions forests;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of the random choices. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        ForestConfig config = forests.config(seed);
        OutputFile.requireWritable("--out", out);
        LabelledRows rows = LabelledRows.of(data.read(), label);
        TrainedModel model = new TrainedModel(
                name,
                version,
                System.currentTimeMillis(),
                new FeatureSchema(rows.names()),
                Map.of("training_rows", (double) rows.count()),
                new IsolationForestTrainer(config).fit(rows.rows(), rows.inputs()));
        byte[] bytes = ModelCodec.encode(model);
        Files.write(out, bytes);
        spec.commandLine()
                .getOut()
                .printf("%s: %s %s, %d inputs, %d bytes%n", out, name, version, rows.inputs(), bytes.length);
        return 0;
    }
}
