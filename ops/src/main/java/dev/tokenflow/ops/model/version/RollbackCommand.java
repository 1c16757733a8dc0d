package dev.tokenflow.ops.model.version;

import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.protocol.model.ModelKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenflow model rollback}: an earlier version in use again. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Publishes the models of an earlier version again, byte for byte; running jobs take them into use."
                        + " A training that goes on publishes its next version over them: stop it first.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "VERSION", description = "As 'model list' has it.")
    private String version = "";

    @Mixin
    private ModelsOptions models;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ModelUpdate> records = models.read().rollback(version);
        models.topic().write(records);
        PrintWriter out = spec.commandLine().getOut();
        records.stream()
                .map(record -> ModelKey.parse(record.name()))
                .filter(key -> key.kind() == ModelKey.Kind.IN_USE)
                .forEach(key -> out.println(key.name() + ": version " + version + " is published again"));
        out.flush();
        return 0;
    }
}
