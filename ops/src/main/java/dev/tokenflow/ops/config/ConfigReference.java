package dev.tokenflow.ops.config;

import dev.tokenflow.job.config.ConfigKey;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.ops.start.CommandWord;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option of every command as a page of Markdown: a section a command, a table of its options in each. */
final class ConfigReference {
    private static final Set<String> EVERYWHERE = Set.of("--help", "--version");

    private final Function<CommandWord, CommandLine> commands;
    private final StringBuilder page = new StringBuilder();

    ConfigReference(Function<CommandWord, CommandLine> commands) {
        this.commands = commands;
    }

    String markdown() {
        page.setLength(0);
        page.append("""
                # Configuration

                Every option of every command. This page is the output of `./tokenflow config`: change the code, not it.
                Every command also has `--help` and `--version`.

                ## Environment of the launcher

                | variable | meaning |
                |---|---|
                | `JAVA_HOME` | A JDK 25 or newer. Without it the launcher looks in the usual places. |
                | `JAVA_OPTS` | Options for the Java process. Default: `-XX:+UseSerialGC`, for `bench` `-XX:+UseG1GC`. |
                | `TOKENFLOW_YES` | `1` answers every question about installing packages with yes, as `--yes` does. |
                | `HTTPS_PROXY`, `NO_PROXY` | The proxy through which the build downloads, and the hosts without it. |
                | `CI` | `true` makes `./tokenflow test` fail where kernel tests cannot run. |
                """);
        for (CommandWord command : CommandWord.values()) {
            switch (command) {
                case JOB -> keys("tokenflow job", command.summary(), JobConfig.keys(), "");
                case TRAIN ->
                    keys(
                            "tokenflow train",
                            command.summary(),
                            TrainConfig.keys(),
                            "The option `--once`, which has no value, trains once and ends.\n\n");
                default -> section("tokenflow " + command.word(), commands.apply(command), 2);
            }
        }
        return page.toString();
    }

    private void section(String name, CommandLine line, int depth) {
        CommandSpec spec = line.getCommandSpec();
        page.append('\n').append("#".repeat(depth)).append(' ').append(name).append("\n\n");
        page.append(escape(String.join(
                        " ",
                        Arrays.stream(spec.usageMessage().description())
                                .filter(text -> !text.isBlank())
                                .toList())))
                .append('\n');
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        List<OptionSpec> options = spec.options().stream()
                .filter(each -> !each.hidden() && !EVERYWHERE.contains(each.longestName()))
                .toList();
        if (!parameters.isEmpty() || !options.isEmpty()) {
            page.append("\n| option | default | meaning |\n|---|---|---|\n");
            parameters.forEach(each -> row(each.paramLabel(), each));
            options.forEach(each ->
                    row(String.join(", ", each.names()) + (takesValue(each) ? " " + each.paramLabel() : ""), each));
        }
        Set<CommandLine> below = new LinkedHashSet<>(line.getSubcommands().values());
        below.forEach(each -> section(name + " " + each.getCommandSpec().name(), each, depth + 1));
    }

    private void row(String name, ArgSpec option) {
        String standard = option.defaultValue() == null ? "" : option.defaultValue();
        page.append(String.format(
                Locale.ROOT,
                "| `%s` | %s | %s |%n",
                name.replace("|", "\\|"),
                option.required() ? "required" : standard.isEmpty() ? "" : "`" + standard.replace("|", "\\|") + "`",
                escape(meaning(String.join(" ", option.description()).trim(), standard))));
    }

    /** The description as a sentence, without the default, which has a column of its own. */
    private static String meaning(String description, String standard) {
        String meaning = standard.isEmpty()
                ? description
                : description.replaceFirst("[;.,]? *(?:\\(|[Dd]efault:? )" + Pattern.quote(standard) + "\\)?\\.?$", "");
        boolean ends = meaning.isEmpty() || ".!?)".indexOf(meaning.charAt(meaning.length() - 1)) >= 0;
        return ends ? meaning : meaning + ".";
    }

    private void keys(String name, String summary, List<ConfigKey> keys, String more) {
        page.append("\n## ")
                .append(name)
                .append("\n\n")
                .append(capital(summary))
                .append(".\n\n")
                .append(more);
        page.append("| option | environment | value | default | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : keys) {
            page.append(String.format(
                    Locale.ROOT,
                    "| `--%s` | `%s` | %s | `%s` | %s. |%n",
                    key.name(),
                    key.variable(),
                    key.kind(),
                    key.standard(),
                    capital(escape(key.meaning()))));
        }
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A table's cell ends at a bar, and picocli doubles percent signs. */
    private static String escape(String text) {
        return text.replace("%%", "%").replace("%n", " ").replace("|", "\\|").replace("<", "&lt;");
    }
}
