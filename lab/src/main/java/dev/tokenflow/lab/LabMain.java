package dev.tokenflow.lab;

import dev.tokenflow.lab.demo.DemoCommand;
import dev.tokenflow.lab.netns.LabClean;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tokenflow demo} and {@code tokenflow lab …}. */
@Command(
        name = "tokenflow lab",
        mixinStandardHelpOptions = true,
        subcommands = LabClean.class,
        description = "Keeps the lab tidy.")
public final class LabMain {
    private LabMain() {}

    /** Runs what the arguments say: {@code demo …}, or a command of the lab. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Exit status of the command; errors of use and of the machine are one line and status 2. */
    static int execute(String... args) {
        List<String> words = List.of(args);
        if (!words.isEmpty() && words.getFirst().equals("demo")) {
            return commandLine(new DemoCommand())
                    .execute(words.subList(1, words.size()).toArray(String[]::new));
        }
        return commandLine(new LabMain()).execute(args);
    }

    private static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().versionProvider(new Version()));
        OneLineErrors errors = new OneLineErrors();
        return line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
    }
}
