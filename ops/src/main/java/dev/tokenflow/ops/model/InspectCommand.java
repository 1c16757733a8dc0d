package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.model.tree.IsolationForest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenflow model inspect}: what a model file is. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Says what a model file holds: name, version, inputs, metrics, size.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A model as 'model train' or the topic 'models' has it.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > ModelCodec.MAX_BYTES) {
            throw new IOException("'" + file + "' is not a model file of at most " + ModelCodec.MAX_BYTES + " bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        TrainedModel model;
        try {
            model = ModelCodec.decode(bytes);
        } catch (MalformedModelException e) {
            throw new IOException("'" + file + "' is not usable: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("name      %s%nversion   %s%n", model.name(), model.version());
        out.printf("trained   %s%n", Instant.ofEpochMilli(model.trainedAtMs()));
        out.printf("kind      %s%n", kind(model));
        out.printf("inputs    %s%n", String.join(", ", model.schema().names()));
        out.printf("schema    %016x%n", model.schema().hash());
        model.sortedMetrics().forEach((metric, value) -> out.printf("metric    %s = %s%n", metric, value));
        out.printf("size      %d bytes%n", bytes.length);
        out.flush();
        return 0;
    }

    private static String kind(TrainedModel model) {
        if (model.scorer() instanceof IsolationForest forest) {
            return "isolation forest, " + forest.trees() + " trees of " + forest.subsample() + " rows";
        }
        return "boosted trees, " + ((GradientBoostedTrees) model.scorer()).trees() + " trees";
    }
}
