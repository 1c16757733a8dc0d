package dev.tokenflow.ops;

import dev.tokenflow.job.TokenFlowJob;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.build.JobJar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ./tokenflow job}: the job in this process. It reads its {@code --key value} pairs itself. */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        description = "Runs the Flink job in one process, without a Flink cluster.",
        customSynopsis = "./tokenflow job [--key value ...]%n       ./tokenflow job jar")
final class JobCommand implements Callable<Integer> {
    @Unmatched
    private List<String> words = new ArrayList<>();

    @Spec
    void describe(CommandSpec spec) {
        spec.usageMessage().footer(Keys.footer(JobConfig.help()));
    }

    @Override
    public Integer call() throws Exception { // the job's main declares no less
        TokenFlowJob.main(words.toArray(String[]::new));
        return 0;
    }

    /** Builds the jar. */
    @Command(
            name = "jar",
            mixinStandardHelpOptions = true,
            description = {
                "Builds the jar for 'flink run' and prints its path.",
                "It holds our code, the Kafka connector and Flink ML, not Flink itself."
            })
    int jar() throws IOException, InterruptedException {
        System.out.println(new JobJar(Checkout.ofThisProcess()).upToDate());
        return 0;
    }
}
