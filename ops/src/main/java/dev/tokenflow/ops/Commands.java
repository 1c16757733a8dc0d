package dev.tokenflow.ops;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.bench.BenchMain;
import dev.tokenflow.cli.OneLineErrors;
import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.hints.HintsMain;
import dev.tokenflow.lab.demo.DemoCommand;
import dev.tokenflow.lab.experiment.ExperimentCommand;
import dev.tokenflow.lab.faults.FaultsCommand;
import dev.tokenflow.ops.chaos.ChaosCommand;
import dev.tokenflow.ops.config.ConfigCommand;
import dev.tokenflow.ops.model.ModelCommand;
import dev.tokenflow.ops.recording.FeaturesCommand;
import dev.tokenflow.ops.recording.RecordCommand;
import dev.tokenflow.ops.stack.StackCommand;
import dev.tokenflow.ops.start.CommandWord;
import dev.tokenflow.simulator.SimulatorMain;
import dev.tokenflow.testbed.netns.LabClean;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The picocli root and what is below it. Only the command that is asked for is read by picocli: all of them together
 * would take most of a second at every start.
 */
final class Commands {
    private static final String NAME = "tokenflow";
    private static final int COLUMNS = 110;

    private Commands() {}

    /** The root of a command line. Of the commands that it does not name it knows nothing but the word. */
    static CommandLine rootFor(List<String> words) {
        List<String> asked = words.subList(0, Math.min(2, words.size())); // the second: ./tokenflow help demo
        CommandLine root = new CommandLine(new Root());
        for (CommandWord command : CommandWord.values()) {
            root.addSubcommand(command.word(), asked.contains(command.word()) ? read(command) : named(command));
        }
        root.addSubcommand("help", new CommandLine.HelpCommand());
        root.addSubcommand("lab", new OldWords());
        root.getCommandSpec()
                .usageMessage()
                .sectionKeys(List.of(NAME))
                .sectionMap()
                .put(NAME, help -> String.join("\n", CommandWord.help()) + "\n");
        return OneLineErrors.applyTo(root).setUsageHelpWidth(COLUMNS);
    }

    /** One command with its options, as it is below the root. */
    static CommandLine read(CommandWord command) {
        CommandLine line = switch (command) {
            case DEMO -> new CommandLine(new DemoCommand());
            case EXPERIMENT -> new CommandLine(new ExperimentCommand());
            case DOCTOR -> new CommandLine(new DoctorCommand());
            case UP -> new CommandLine(new StackCommand.Up());
            case STATUS -> new CommandLine(new StackCommand.Status());
            case LOGS -> new CommandLine(new StackCommand.LogsOf());
            case DOWN -> new CommandLine(new StackCommand.Down());
            case AGENT -> AgentMain.command();
            case JOB -> new CommandLine(new JobCommand());
            case TRAIN -> new CommandLine(new TrainCommand());
            case HINTS -> new CommandLine(new HintsMain());
            case GATEWAY -> GatewayMain.command();
            case SIMULATOR -> SimulatorMain.commandLine();
            case CONFIG -> new CommandLine(new ConfigCommand(Commands::read));
            case RECORD -> new CommandLine(new RecordCommand());
            case FEATURES -> new CommandLine(new FeaturesCommand());
            case MODEL -> new CommandLine(new ModelCommand());
            case CHAOS -> new CommandLine(new ChaosCommand());
            case FAULTS -> new CommandLine(new FaultsCommand());
            case CLEAN -> new CommandLine(new LabClean());
            case BENCH -> BenchMain.command();
            case BUILD -> new CommandLine(new BuildCommand());
            case TEST -> new CommandLine(new TestCommand());
        };
        line.getCommandSpec().name(command.word());
        return line;
    }

    private static CommandLine named(CommandWord command) {
        return new CommandLine(CommandSpec.create().name(command.word()));
    }

    @Command(name = NAME, mixinStandardHelpOptions = true)
    private static final class Root {}
}
