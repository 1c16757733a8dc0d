package dev.tokenflow.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a person gets to see when a command fails: one line that says what is wrong, and status 2. A fault of ours keeps
 * its stack trace.
 */
public final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        return say(
                command,
                error.getMessage() + "; see ./" + command.getCommandSpec().qualifiedName() + " --help");
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) throws Exception {
        if (error instanceof IOException || error instanceof IllegalArgumentException) {
            return say(command, error.getMessage());
        }
        throw error;
    }

    private static int say(CommandLine command, @Nullable String what) {
        command.getErr().println(command.getColorScheme().errorText("tokenflow: " + what));
        return CommandLine.ExitCode.USAGE;
    }
}
