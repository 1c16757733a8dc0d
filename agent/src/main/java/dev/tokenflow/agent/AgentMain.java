package dev.tokenflow.agent;

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

    public static void main(String[] args) {
        Charset terminal = Charset.defaultCharset();
        System.exit(execute(
                new PrintWriter(System.out, true, terminal), new PrintWriter(System.err, true, terminal), args));
    }

    /** Runs the command in this process and returns its exit status. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine command = new CommandLine(new AgentCommand()).setOut(out).setErr(err);
        command.setParameterExceptionHandler((error, arguments) -> {
            command.getErr().println("agent: " + error.getMessage() + "; see --help");
            return CommandLine.ExitCode.USAGE;
        });
        return command.execute(args);
    }
}
