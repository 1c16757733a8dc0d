package dev.tokenflow.lab;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a person gets to see when a command fails: one line that says what is wrong, and status 2. A fault of ours keeps its stack trace. */
final class OneLineErrors implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) throws Exception {
        if (error instanceof IOException || error instanceof IllegalArgumentException) {
            command.getErr().println(command.getColorScheme().errorText("tokenflow: " + error.getMessage()));
            return CommandLine.ExitCode.USAGE;
        }
        throw error;
    }
}
