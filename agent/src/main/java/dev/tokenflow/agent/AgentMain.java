package dev.tokenflow.agent;

import dev.tokenflow.cli.OneLineErrors;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/** {@code tokenflow agent}. */
public final class AgentMain {
    private AgentMain() {}

    /** The command with its options, for a program that has it among others. */
    public static CommandLine command() {
        return new CommandLine(new AgentCommand());
    }

    /** The agent alone; ends the process with its exit status. */
    public static void main(String[] args) {
        Charset terminal = Charset.defaultCharset();
        System.exit(execute(
                new PrintWriter(System.out, true, terminal), new PrintWriter(System.err, true, terminal), args));
    }

    /** Runs the command in this process and returns its exit status. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return OneLineErrors.applyTo(command()).setOut(out).setErr(err).execute(args);
    }
}
