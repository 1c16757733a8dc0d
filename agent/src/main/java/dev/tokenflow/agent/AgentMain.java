package dev.tokenflow.agent;

import picocli.CommandLine;

/** {@code tokenflow agent}. */
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] args) {
        CommandLine command = new CommandLine(new AgentCommand());
        command.setParameterExceptionHandler((error, arguments) -> {
            command.getErr().println("agent: " + error.getMessage() + "; see --help");
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(command.execute(args));
    }
}
