package dev.tokenflow.ops.model;

import dev.tokenflow.lab.experiment.CapacityCommand;
import picocli.CommandLine.Command;

/** {@code tokenflow model …}. */
@Command(
        name = "tokenflow model",
        mixinStandardHelpOptions = true,
        subcommands = {
            EvaluateCommand.class,
            ForecastCommand.class,
            CapacityCommand.class,
            TrainForestCommand.class,
            InspectCommand.class
        },
        description =
                "The models on your own data: how well they find anomalies and forecast, to be compared with other"
                        + " tools.")
public final class ModelCommand {}
