package dev.tokenflow.ops.model.version;

import dev.tokenflow.protocol.model.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenflow model compare}: two versions side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints what the cards of two versions say, side by side. Each version was judged on the rows that"
                        + " were the newest when it was trained.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CompareCommand implements Callable<Integer> {
    private static final String NONE = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "VERSION", description = "As 'model list' has it.")
    private String one = "";

    @Parameters(index = "1", paramLabel = "OTHER", description = "The same.")
    private String other = "";

    @Mixin
    private ModelsOptions models;

    @Override
    public Integer call() throws IOException {
        ModelVersions versions = models.read();
        Map<String, ModelCard> left = versions.of(one);
        Map<String, ModelCard> right = versions.of(other);
        TreeSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        PrintWriter out = spec.commandLine().getOut();
        for (String name : names) {
            Map<String, String> a = texts(left.get(name));
            Map<String, String> b = texts(right.get(name));
            TreeMap<String, String> lines = new TreeMap<>(a);
            lines.putAll(b);
            line(out, name, one, other);
            for (String what : lines.keySet()) {
                line(out, "  " + what, a.getOrDefault(what, NONE), b.getOrDefault(what, NONE));
            }
        }
        out.flush();
        return 0;
    }

    private static Map<String, String> texts(@Nullable ModelCard card) {
        Map<String, String> texts = new TreeMap<>();
        if (card == null) {
            return texts;
        }
        texts.put("trained", Instant.ofEpochMilli(card.trainedAtMs()).toString());
        texts.put("data from", instant(card.fromMs()));
        texts.put("data to", instant(card.toMs()));
        texts.put("paths", number(card.paths()));
        texts.put("rows", number(card.rows()));
        texts.put("inputs", card.inputs().size() + ", schema " + card.schema());
        texts.put("threshold", number(card.threshold()));
        texts.put("bytes", number(card.bytes()));
        card.metrics().forEach((metric, value) -> texts.put(metric, number(Objects.requireNonNull(value))));
        return texts;
    }

    private static String instant(double ms) {
        return Double.isNaN(ms) ? NONE : Instant.ofEpochMilli((long) ms).toString();
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? NONE
                : value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : String.format(Locale.ROOT, "%.5f", value);
    }

    private static void line(PrintWriter out, String what, String a, String b) {
        out.printf("%-24s %26s %26s%n", what, a, b);
    }
}
