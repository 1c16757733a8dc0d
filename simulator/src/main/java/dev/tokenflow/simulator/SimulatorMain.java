package dev.tokenflow.simulator;

import dev.tokenflow.cli.OneLineErrors;
import dev.tokenflow.cli.Version;
import dev.tokenflow.simulator.tun.LinkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code simulator}. */
@Command(
        name = "tokenflow simulator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Token server, readers and the link between them.",
        subcommands = {ServeCommand.class, ReadCommand.class, LinkCommand.class})
public final class SimulatorMain {
    private SimulatorMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with its subcommands. A wrong argument is explained in one line and gives exit status 2. */
    public static CommandLine commandLine() {
        OneLineErrors errors = new OneLineErrors();
        return new CommandLine(new SimulatorMain())
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
