package dev.tokenflow.lab.traffic;

import dev.tokenflow.cli.OneLineErrors;
import dev.tokenflow.cli.Version;
import picocli.CommandLine;

/** The program behind the part <i>simulator</i> of a stack: {@link TrafficCommand} in a process of its own. */
public final class TrafficMain {
    private TrafficMain() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new TrafficCommand());
        line.getCommandSpec().versionProvider(new Version());
        OneLineErrors errors = new OneLineErrors();
        line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
        System.exit(line.execute(args));
    }
}
