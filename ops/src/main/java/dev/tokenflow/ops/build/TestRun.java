package dev.tokenflow.ops.build;

import dev.tokenflow.ops.machine.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ./tokenflow test}: the full build with every check and test. All of Maven's output is in target/test.log. */
public final class TestRun {
    private final Checkout checkout;

    public TestRun(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Runs it.
     *
     * @param arguments further arguments of Maven
     * @return Maven's exit status
     * @throws BuildException when kernel tests are required and cannot run here
     */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        Optional<String> obstacle = KernelTests.obstacle();
        if (obstacle.isPresent()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new BuildException("kernel tests are required when CI=true and cannot run: " + obstacle.get());
            }
            System.err.println("tokenflow: *** KERNEL TESTS ARE SKIPPED: " + obstacle.get() + " ***");
        }
        if (Program.find("mvn").isEmpty()) {
            throw new BuildException("there is no Maven (mvn): ./tokenflow doctor says how to install it");
        }
        try (BuildLock lock = BuildLock.take(checkout)) {
            List<String> all =
                    new ArrayList<>(List.of(Build.probeFlag(), "-Dkernel.tests=" + obstacle.isEmpty(), "verify"));
            all.addAll(arguments);
            Build build = new Build(checkout);
            build.begin();
            Process maven = new Maven(checkout)
                    .process(obstacle.isPresent(), all)
                    .redirectErrorStream(true)
                    .start();
            Thread end = Maven.endAtExit(maven);
            int status = show(maven);
            Runtime.getRuntime().removeShutdownHook(end);
            if (status == 0 && arguments.isEmpty()) {
                build.end();
            }
            return status;
        }
    }

    private int show(Process maven) throws IOException, InterruptedException {
        MavenOutput output = new MavenOutput();
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(maven.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter log = new PrintWriter(
                        Files.newBufferedWriter(checkout.target().resolve("test.log")), true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                if (output.matters(line)) {
                    System.out.println(line);
                }
            }
        }
        return maven.waitFor();
    }
}
