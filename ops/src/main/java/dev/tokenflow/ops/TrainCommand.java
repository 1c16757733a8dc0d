package dev.tokenflow.ops;

import dev.tokenflow.job.TrainJob;
import dev.tokenflow.job.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ./tokenflow train}: the training in this process. It reads its {@code --key value} pairs itself. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains the models of paths on what the job wrote about them, and publishes those that help.",
        customSynopsis = "./tokenflow train [--once] [--key value ...]")
final class TrainCommand implements Callable<Integer> {
    @Unmatched
    private List<String> words = new ArrayList<>();

    @Spec
    void describe(CommandSpec spec) {
        spec.usageMessage().footer(Keys.footer(TrainConfig.help()));
    }

    @Override
    public Integer call() throws Exception { // the training's main declares no less
        TrainJob.main(words.toArray(String[]::new));
        return 0;
    }
}
