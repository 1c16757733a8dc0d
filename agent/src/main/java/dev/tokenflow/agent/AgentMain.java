package dev.tokenflow.agent;

import dev.tokenflow.cli.OneLineErrors;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/** {@code tokenflow agent}. */
public final class AgentMain {
    private AgentMain() {}

    /**
     * The command with its options, for a program that has it among others, and runs it as the only one of its process.
     */
    public static CommandLine command() {
        return new CommandLine(new AgentCommand(true));
    }

    /** The agent alone; ends the process with its exit status. */
    public static void main(String[] args) {
        Charset terminal = Charset.defaultCharset();
        System.exit(OneLineErrors.applyTo(command())
                .setOut(new PrintWriter(System.out, true, terminal))
                .setErr(new PrintWriter(System.err, true, terminal))
                .execute(args));
    }

    /** Runs the command in this process, which stays what it is, and returns its exit status. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return OneLineErrors.applyTo(new CommandLine(new AgentCommand(false)))
                .setOut(out)
                .setErr(err)
                .execute(args);
    }
}
