package dev.tokenflow.ops.docs;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.TrainConfig;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands of {@code ./tokenflow}, as far as a page can be wrong about them. */
final class CommandTree {
    /** {@code COMMAND}, {@code HOST:PORT}, {@code …}: a reader puts another word there. */
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z][A-Z_:|-]*|\\.\\.\\.|…");

    /** Answers the launcher's questions; it stands before the command. */
    private static final String YES = "--yes";

    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z].*");
    /** What reads its options without picocli prints them in its help, one a line. */
    private static final Map<String, String> OPTIONS_BY_HELP =
            Map.of("job", JobConfig.help(), "train", TrainConfig.help());

    private final CommandLine root;

    CommandTree(CommandLine root) {
        this.root = root;
    }

    /** The words that name the command itself: {@code chaos undo} of {@code chaos undo --dev eth1}. */
    List<String> path(List<String> words) {
        List<String> path = new ArrayList<>();
        CommandLine at = root;
        for (String word : words) {
            at = at.getSubcommands().get(word);
            if (at == null) {
                break;
            }
            path.add(word);
        }
        return path;
    }

    /** Prints the help of a command into nothing; its exit status. */
    int help(List<String> path) {
        List<String> words = new ArrayList<>(path);
        words.add("--help");
        return root.setOut(new PrintWriter(Writer.nullWriter())).execute(words.toArray(String[]::new));
    }

    private CommandLine find(List<String> path) {
        CommandLine at = root;
        for (String word : path) {
            at = at.getSubcommands().get(word);
        }
        return at;
    }

    /** What is wrong with the words behind {@code ./tokenflow}; empty when nothing is. */
    Optional<String> objection(List<String> words) {
        if (!words.isEmpty() && words.getFirst().equals(YES)) {
            return objection(words.subList(1, words.size()));
        }
        List<String> path = path(words);
        List<String> rest = words.subList(path.size(), words.size());
        if (path.isEmpty()
                && !rest.isEmpty()
                && !OPTION.matcher(rest.getFirst()).matches()) {
            String word = rest.getFirst();
            return PLACEHOLDER.matcher(word).matches()
                    ? Optional.empty()
                    : Optional.of("there is no command '" + word + "'");
        }
        CommandSpec spec = find(path).getCommandSpec();
        String name = path.isEmpty() ? "tokenflow" : String.join(" ", path);
        if (handsOn(spec) && !OPTIONS_BY_HELP.containsKey(name)) {
            return Optional.empty();
        }
        boolean value = false; // whether the next word may be the value of an option
        for (String word : rest) {
            if (OPTION.matcher(word).matches()) {
                String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
                if (!has(spec, path, option)) {
                    return Optional.of("'" + name + "' has no option '" + option + "'");
                }
                OptionSpec known = spec.optionsMap().get(option);
                value = known == null || known.arity().max() > 0;
            } else if (!value && !takes(spec, word)) {
                return Optional.of("'" + name + "' takes no '" + word + "'");
            } else {
                value = false;
            }
        }
        return Optional.empty();
    }

    /** Whether words that picocli does not know go to another program, such as Maven. */
    private static boolean handsOn(CommandSpec spec) {
        return spec.parser().unmatchedArgumentsAllowed()
                || !spec.unmatchedArgsBindings().isEmpty();
    }

    private static boolean has(CommandSpec spec, List<String> path, String option) {
        if (spec.optionsMap().containsKey(option)) {
            return true;
        }
        String help = path.size() == 1 ? OPTIONS_BY_HELP.get(path.getFirst()) : null;
        return help != null
                && Pattern.compile("(?m)^ *" + option + "\\b").matcher(help).find();
    }

    private static boolean takes(CommandSpec spec, String word) {
        return !spec.positionalParameters().isEmpty()
                || PLACEHOLDER.matcher(word).matches();
    }
}
