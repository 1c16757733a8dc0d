package dev.tokenflow.ops;

import dev.tokenflow.cli.OneLineErrors;
import dev.tokenflow.cli.Version;
import dev.tokenflow.lab.demo.DemoCommand;
import dev.tokenflow.lab.experiment.ExperimentCommand;
import dev.tokenflow.lab.traffic.TrafficCommand;
import dev.tokenflow.ops.chaos.ChaosCommand;
import dev.tokenflow.ops.model.ModelCommand;
import dev.tokenflow.ops.recording.FeaturesCommand;
import dev.tokenflow.ops.recording.RecordCommand;
import dev.tokenflow.ops.stack.StackCommand;
import dev.tokenflow.testbed.netns.LabClean;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tokenflow demo}, {@code tokenflow features}, {@code tokenflow model} and {@code tokenflow lab …}. */
@Command(
        name = "tokenflow lab",
        mixinStandardHelpOptions = true,
        subcommands = {RecordCommand.class, TrafficCommand.class, LabClean.class},
        description = "Records events, and keeps the lab tidy.")
public final class LabMain {
    private LabMain() {}

    /** Runs what the arguments say: {@code demo …}, {@code features …}, or a command of the lab. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Exit status of the command; errors of use and of the machine are one line and status 2. */
    static int execute(String... args) {
        List<String> words = List.of(args);
        String first = words.isEmpty() ? "" : words.getFirst();
        return switch (first) {
            case "demo" -> execute(new DemoCommand(), words);
            case "features" -> execute(new FeaturesCommand(), words);
            case "chaos" -> execute(new ChaosCommand(), words);
            case "experiment" -> execute(new ExperimentCommand(), words);
            case "model" -> execute(new ModelCommand(), words);
            case "up" -> execute(new StackCommand.Up(), words);
            case "status" -> execute(new StackCommand.Status(), words);
            case "logs" -> execute(new StackCommand.LogsOf(), words);
            case "down" -> execute(new StackCommand.Down(), words);
            default -> commandLine(new LabMain()).execute(args);
        };
    }

    /** A command that has a word of its own beside the lab's. */
    private static int execute(Object command, List<String> words) {
        return commandLine(command).execute(words.subList(1, words.size()).toArray(String[]::new));
    }

    private static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().versionProvider(new Version()));
        OneLineErrors errors = new OneLineErrors();
        return line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
    }
}
