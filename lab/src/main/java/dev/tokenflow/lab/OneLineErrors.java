package dev.tokenflow.lab;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a person gets to see when a command fails: one line that says what is wrong, and status 2. A fault of ours keeps its stack trace. */
final class OneLineErrors implements IExecutionExceptionHandler {
    /** What a shell says of a command that ended by SIGINT. */
    private static final int STOPPED = 130;

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) throws Exception {
        if (error instanceof IOException || error instanceof IllegalArgumentException) {
            command.getErr().println(command.getColorScheme().errorText("tokenflow: " + error.getMessage()));
            return CommandLine.ExitCode.USAGE;
        }
        if (error instanceof InterruptedException) {
            return STOPPED; // by a signal, which decides the status of the process
        }
        throw error;
    }
}
