package dev.tokenflow.bench;

import dev.tokenflow.bench.agent.AgentBenchCommand;
import dev.tokenflow.bench.hints.HintsBenchCommand;
import dev.tokenflow.bench.histogram.HistogramBenchCommand;
import dev.tokenflow.bench.model.ModelBenchCommand;
import dev.tokenflow.bench.pipeline.PipelineBenchCommand;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.window.WindowBenchCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tokenflow bench …}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            AgentBenchCommand.class,
            HintsBenchCommand.class,
            HistogramBenchCommand.class,
            ModelBenchCommand.class,
            PipelineBenchCommand.class,
            WindowBenchCommand.class
        },
        synopsisSubcommandLabel = "BENCHMARK",
        description = "Measures parts of TokenFlow on this machine.")
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] args) {
        CommandLine command = new CommandLine(new BenchMain());
        command.setExecutionExceptionHandler((error, at, arguments) -> {
            if (error instanceof BenchException || error instanceof IOException) {
                at.getErr().println("bench: " + error.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw error;
        });
        command.setParameterExceptionHandler((error, arguments) -> {
            CommandLine at = error.getCommandLine();
            at.getErr()
                    .println("bench: " + error.getMessage() + "; see ./tokenflow "
                            + at.getCommandSpec().qualifiedName() + " --help");
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(command.execute(args));
    }
}
