package dev.tokenflow.ops;

import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.build.TestRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code ./tokenflow test}: the launcher runs the same from its source, so that it works before a build. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        customSynopsis = "./tokenflow test [MAVEN ARGUMENTS]",
        description = {
            "Builds everything with every check (format, Error Prone, NullAway) and runs all tests. The exit status is"
                    + " Maven's, and all of its output is in target/test.log.",
            "",
            "Tests that load the kernel probe run as root on Linux. Elsewhere they are skipped, unless CI=true makes"
                    + " that a failure.",
            "",
            "Examples: ./tokenflow test -pl core        ./tokenflow test -Dtest=HintCodecTest"
        })
final class TestCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return new TestRun(Checkout.ofThisProcess()).run(arguments);
    }
}
