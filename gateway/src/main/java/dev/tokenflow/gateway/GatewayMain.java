package dev.tokenflow.gateway;

import dev.tokenflow.cli.OneLineErrors;
import picocli.CommandLine;

/** The command {@code gateway}, alone. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    /** The command line. What is wrong is said in one line, with exit status 2. */
    public static CommandLine command() {
        return OneLineErrors.applyTo(new CommandLine(new GatewayCommand()));
    }
}
