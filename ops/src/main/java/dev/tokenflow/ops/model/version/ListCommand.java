package dev.tokenflow.ops.model.version;

import dev.tokenflow.protocol.model.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tokenflow model list}: the versions in the topic. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the versions of models in the topic, those in use with a star.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelsOptions models;

    @Override
    public Integer call() throws IOException {
        ModelVersions versions = models.read();
        PrintWriter out = spec.commandLine().getOut();
        if (versions.cards().isEmpty()) {
            out.println("There are no models yet: ./tokenflow train makes some.");
        } else {
            out.printf("  %-14s %-22s %-22s %9s  %s%n", "model", "version", "trained", "rows", "how good");
        }
        for (ModelCard card : versions.cards()) {
            out.printf(
                    Locale.ROOT,
                    "%s %-14s %-22s %-22s %9s  %s%n",
                    versions.isInUse(card) ? "*" : " ",
                    card.name(),
                    card.version(),
                    Instant.ofEpochMilli(card.trainedAtMs()),
                    Double.isNaN(card.rows()) ? "" : String.format(Locale.ROOT, "%,.0f", card.rows()),
                    card.verdict());
        }
        out.flush();
        return 0;
    }
}
