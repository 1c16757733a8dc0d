package dev.tokenflow.ops.model;

import dev.tokenflow.lab.diagnosis.DiagnoseCommand;
import dev.tokenflow.lab.experiment.CapacityCommand;
import dev.tokenflow.ops.model.version.CompareCommand;
import dev.tokenflow.ops.model.version.ListCommand;
import dev.tokenflow.ops.model.version.RollbackCommand;
import dev.tokenflow.ops.model.version.ShowCommand;
import picocli.CommandLine.Command;

/** {@code tokenflow model …}. */
@Command(
        name = "tokenflow model",
        mixinStandardHelpOptions = true,
        subcommands = {
            DiagnoseCommand.class,
            EvaluateCommand.class,
            ForecastCommand.class,
            CapacityCommand.class,
            TrainForestCommand.class,
            InspectCommand.class,
            ListCommand.class,
            ShowCommand.class,
            CompareCommand.class,
            RollbackCommand.class
        },
        description =
                "The models on your own data: how well they find anomalies and forecast, to be compared with other"
                        + " tools. And the versions of models that a broker has: which there are, what they are, and"
                        + " the way back to one.")
public final class ModelCommand {}
