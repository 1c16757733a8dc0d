package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Which CPUs this process and its children run on. */
final class Cpus {
    private static final long TIMEOUT_S = 5;

    private Cpus() {}

    /** The first ones, for all threads so far; later threads and children inherit it. */
    static void keepTo(int count) throws BenchException, IOException, InterruptedException {
        Process taskset = new ProcessBuilder(
                        "taskset",
                        "--all-tasks",
                        "--cpu-list",
                        "--pid",
                        "0-" + (count - 1),
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!taskset.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
            throw new BenchException("taskset cannot keep the benchmark to CPUs 0 to " + (count - 1));
        }
    }
}
