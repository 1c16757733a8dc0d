package dev.tokenflow.testbed.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own that can be ended, killed, and stopped for a while. It must end by itself when its
 * standard input closes, as {@link Tethered} sees to, so that it does not outlive this process.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(12);
    private static final long POLL_MS = 50;
    private static final int LINES_SHOWN = 4;

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the process, with this one's class path.
     *
     * @param log takes what it writes, behind what is there
     * @param environment variables besides this process's
     * @throws IOException when the program cannot be started
     */
    public static ServerProcess start(String name, List<String> command, Path log, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = JavaCommand.environment(new ProcessBuilder(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ServerProcess(name, builder.start(), log);
    }

    /**
     * Waits until a question about it is answered with yes.
     *
     * @param question asked again and again; an {@link IOException} means no
     * @throws IOException when it ends or takes too long instead, with the end of its log
     */
    public void await(Duration timeout, Callable<Boolean> question) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + timeout.toNanos();
        while (!answersYes(question)) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended with status " + process.exitValue() + ": " + lastWords());
            }
            if (System.nanoTime() - endNs > 0) {
                throw new IOException(name + " is not ready after " + timeout.toSeconds() + " s: " + lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@link #kill} at the end, when nothing that it has is needed any more and a signal may have come. */
    public void end() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@code kill -STOP}: the process stands still, its connections stay. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** As {@code kill -CONT}. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Closes its standard input and waits; kills it when it does not go. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                thaw();
            }
            process.getOutputStream().close();
            if (!process.waitFor(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start()
                .waitFor();
    }

    private static boolean answersYes(Callable<Boolean> question) throws InterruptedException {
        try {
            return question.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // not there yet
            return false;
        }
    }

    private String lastWords() {
        return LogEnd.of(log, LINES_SHOWN);
    }
}
