package dev.tokenflow.lab;

import dev.tokenflow.lab.demo.DemoCommand;
import dev.tokenflow.lab.netns.LabClean;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tokenflow demo} and {@code tokenflow lab …}. */
@Command(
        name = "tokenflow",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {DemoCommand.class, LabClean.class},
        description = "Runs TokenFlow as a whole: the demo, and what keeps the lab tidy.")
public final class LabMain {
    private LabMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line; errors of use and of the machine are one line and status 2. */
    static CommandLine commandLine() {
        return new CommandLine(new LabMain()).setExecutionExceptionHandler(new OneLineErrors());
    }
}
