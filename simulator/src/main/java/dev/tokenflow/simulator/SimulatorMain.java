package dev.tokenflow.simulator;

import dev.tokenflow.simulator.tun.LinkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The command {@code simulator}. */
@Command(
        name = "tokenflow simulator",
        mixinStandardHelpOptions = true,
        version = "TokenFlow 0.2.0",
        description = "Token server, readers and the link between them.",
        subcommands = {ServeCommand.class, ReadCommand.class, LinkCommand.class})
public final class SimulatorMain {
    private SimulatorMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /**
     * The command line with its subcommands; what is wrong with an argument is said in one line and gives exit status
     * 2.
     */
    public static CommandLine commandLine() {
        return new CommandLine(new SimulatorMain())
                .setParameterExceptionHandler((problem, args) -> refuse(problem))
                .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
                    commandLine.getErr().println(commandLine.getCommandSpec().qualifiedName() + ": " + problem);
                    return ExitCode.SOFTWARE;
                });
    }

    private static int refuse(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + problem.getMessage() + " (see " + name + " --help)");
        return ExitCode.USAGE;
    }
}
