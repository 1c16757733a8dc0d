package dev.tokenflow.ops;

import dev.tokenflow.bench.BenchMain;
import dev.tokenflow.hints.HintsMain;
import dev.tokenflow.lab.demo.DemoCommand;
import dev.tokenflow.lab.experiment.ExperimentCommand;
import dev.tokenflow.ops.chaos.ChaosCommand;
import dev.tokenflow.ops.model.ModelCommand;
import dev.tokenflow.ops.recording.FeaturesCommand;
import dev.tokenflow.ops.recording.RecordCommand;
import dev.tokenflow.ops.stack.StackCommand;
import dev.tokenflow.simulator.SimulatorMain;
import dev.tokenflow.testbed.netns.LabClean;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The root command with every command read. To be made from the one root, once there is one. */
public final class WholeCommand {
    private WholeCommand() {}

    public static CommandLine line() {
        CommandSpec root = CommandSpec.create()
                .name("tokenflow")
                .mixinStandardHelpOptions(true)
                .version("0");
        root.addSubcommand("demo", new CommandLine(DemoCommand.class));
        root.addSubcommand("experiment", new CommandLine(ExperimentCommand.class));
        root.addSubcommand("up", new CommandLine(StackCommand.Up.class));
        root.addSubcommand("status", new CommandLine(StackCommand.Status.class));
        root.addSubcommand("logs", new CommandLine(StackCommand.LogsOf.class));
        root.addSubcommand("down", new CommandLine(StackCommand.Down.class));
        root.addSubcommand("hints", new CommandLine(HintsMain.class));
        root.addSubcommand("simulator", new CommandLine(SimulatorMain.class));
        root.addSubcommand("record", new CommandLine(RecordCommand.class));
        root.addSubcommand("features", new CommandLine(FeaturesCommand.class));
        root.addSubcommand("model", new CommandLine(ModelCommand.class));
        root.addSubcommand("chaos", new CommandLine(ChaosCommand.class));
        root.addSubcommand("clean", new CommandLine(LabClean.class));
        root.addSubcommand("bench", new CommandLine(BenchMain.class));
        for (String name : List.of("agent", "job", "train", "build", "test", "doctor", "config")) {
            CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
            spec.parser().unmatchedArgumentsAllowed(!name.equals("job") && !name.equals("train"));
            root.addSubcommand(name, spec);
        }
        CommandSpec job = root.subcommands().get("job").getCommandSpec();
        job.addSubcommand("jar", CommandSpec.create().mixinStandardHelpOptions(true));
        return new CommandLine(root);
    }
}
