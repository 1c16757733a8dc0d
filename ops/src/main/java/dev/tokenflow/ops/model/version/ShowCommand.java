package dev.tokenflow.ops.model.version;

import dev.tokenflow.protocol.model.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenflow model show}: the cards of a version. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the cards of a version's models, one JSON object a line.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "VERSION", description = "As 'model list' has it.")
    private String version = "";

    @Mixin
    private ModelsOptions models;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        models.read().of(version).values().stream().map(ModelCard::encode).forEach(out::println);
        out.flush();
        return 0;
    }
}
