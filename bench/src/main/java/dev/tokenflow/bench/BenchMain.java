package dev.tokenflow.bench;

import dev.tokenflow.bench.agent.AgentBenchCommand;
import dev.tokenflow.bench.gateway.GatewayBenchCommand;
import dev.tokenflow.bench.hints.HintsBenchCommand;
import dev.tokenflow.bench.histogram.HistogramBenchCommand;
import dev.tokenflow.bench.model.ModelBenchCommand;
import dev.tokenflow.bench.pipeline.PipelineBenchCommand;
import dev.tokenflow.bench.window.WindowBenchCommand;
import dev.tokenflow.cli.OneLineErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tokenflow bench …}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            AgentBenchCommand.class,
            GatewayBenchCommand.class,
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

    /** The command with its benchmarks, for a program that has it among others. */
    public static CommandLine command() {
        return new CommandLine(new BenchMain());
    }

    /** The benchmarks alone. */
    public static void main(String[] args) {
        System.exit(OneLineErrors.applyTo(command()).execute(args));
    }
}
