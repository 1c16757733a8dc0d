package dev.tokenflow.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a person sees when a command fails: one line that says what is wrong, and exit status 2. An exception that only
 * a mistake in our code can explain keeps its stack trace.
 */
public final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** Gives a command, and every command below it, these errors and our version. */
    public static CommandLine applyTo(CommandLine command) {
        OneLineErrors errors = new OneLineErrors();
        giveVersion(command);
        return command.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
    }

    private static void giveVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(OneLineErrors::giveVersion);
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        return say(command, describe(error) + "; see ./" + name + " --help");
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) throws Exception {
        if (error instanceof IOException
                || error instanceof IllegalArgumentException
                || error instanceof CommandException) {
            return say(command, error.getMessage());
        }
        throw error;
    }

    private static String describe(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(error.getMessage());
        }
        boolean isCommand = !unmatched.isUnknownOption()
                && !error.getCommandLine().getSubcommands().isEmpty();
        String what = isCommand ? "unknown command '" + unmatched.getUnmatched().get(0) + "'" : unmatched.getMessage();
        List<String> similar = unmatched.getSuggestions();
        return similar.isEmpty() ? String.valueOf(what) : what + "; did you mean " + String.join(" or ", similar);
    }

    private static int say(CommandLine command, @Nullable String what) {
        command.getErr().println(command.getColorScheme().errorText("tokenflow: " + what));
        return CommandLine.ExitCode.USAGE;
    }
}
