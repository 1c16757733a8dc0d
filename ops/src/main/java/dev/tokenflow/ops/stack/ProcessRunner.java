package dev.tokenflow.ops.stack;

import dev.tokenflow.ops.machine.Program;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.LogEnd;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the processes of the stack, waits until they do their work, and ends them. */
final class ProcessRunner {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int LINES_SHOWN = 4;

    private final Path folder;

    /**
     * Processes of one stack.
     *
     * @param folder the stack's
     */
    ProcessRunner(Path folder) {
        this.folder = folder;
    }

    /** Where a part writes what it has to say. */
    Path log(String part) {
        return folder.resolve("logs").resolve(part + ".log");
    }

    /** Starts a part. It outlives this process, and its terminal. */
    Process start(StackPart part) throws IOException {
        List<String> command = new ArrayList<>();
        Program.find("setsid").ifPresent(setsid -> command.add(setsid.toString())); // a closed terminal ends nothing
        command.addAll(part.command());
        ProcessBuilder builder = JavaCommand.environment(new ProcessBuilder(command))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(log(part.name()).toFile()));
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("flink").toString());
        return builder.start();
    }

    /**
     * Waits until a part does its work.
     *
     * @throws IOException when it ends or takes too long instead, with the end of its log
     */
    void awaitReady(StackPart part, Process process) throws IOException, InterruptedException {
        long beganNs = System.nanoTime();
        while (!part.isReady()) {
            if (!process.isAlive()) {
                throw new IOException(
                        part.name() + " ended with status " + process.exitValue() + ": " + lastLines(log(part.name())));
            }
            if (System.nanoTime() - beganNs > START_TIMEOUT.toNanos()) {
                throw new IOException(part.name() + " is not ready after " + START_TIMEOUT.toSeconds() + " s: "
                        + lastLines(log(part.name())));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Ends a process; by force when it does not go. */
    static void end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }

    /** The end of a log in one line. */
    static String lastLines(Path log) {
        return LogEnd.of(log, LINES_SHOWN);
    }
}
