package dev.tokenflow.testbed.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A child process that speaks JSON lines: the first says it is ready, later ones carry its status. It reads commands on
 * its standard input and ends when that closes, so it never outlives this process, however this process dies. What it
 * writes to standard error goes to a log file.
 */
public final class Child implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
    private static final int LINES_SHOWN = 5;

    private final String name;
    private final Process process;
    private final Path log;
    private final Writer commands;
    /** Whether it speaks JSON; otherwise only its first line counts, whatever it says. */
    private final boolean json;

    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();

    private Child(String name, Process process, Path log, boolean json) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.json = json;
        commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts the process.
     *
     * @param status called with every JSON line after the first, on a thread of this child
     * @throws IOException when the program cannot be started
     */
    public static Child start(String name, ProcessBuilder builder, Path log, Consumer<JsonNode> status)
            throws IOException {
        return start(name, builder, log, status, true);
    }

    /**
     * Starts a process that says in words for people, by its first line, that it is ready.
     *
     * @throws IOException when the program cannot be started
     */
    public static Child startInWords(String name, ProcessBuilder builder, Path log) throws IOException {
        return start(name, builder, log, line -> {}, false);
    }

    private static Child start(String name, ProcessBuilder builder, Path log, Consumer<JsonNode> status, boolean json)
            throws IOException {
        Process process = builder.redirectError(log.toFile()).start();
        Child child = new Child(name, process, log, json);
        Thread.ofPlatform().daemon().name(name + "-lines").start(() -> child.readLines(status));
        return child;
    }

    /**
     * Waits for the first line.
     *
     * @throws IOException when the process ends or stays silent instead, with the end of its log
     */
    public JsonNode awaitReady(Duration timeout) throws IOException {
        try {
            return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the " + name + " process " + end() + ": " + lastWords(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the " + name + " process is not ready after " + timeout.toSeconds() + " s: " + lastWords(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the " + name + " process started", e);
        }
    }

    /** Sends one command line. */
    public void send(String line) throws IOException {
        commands.write(line);
        commands.write('\n');
        commands.flush();
    }

    /**
     * Waits for the process to end by itself.
     *
     * @throws IOException when it does not, or ends with another status than 0
     */
    public void awaitEnd(Duration timeout) throws IOException {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the " + name + " process still runs " + timeout.toSeconds()
                        + " s after its time: " + lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the " + name + " process ran", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    "the " + name + " process ended with status " + process.exitValue() + ": " + lastWords());
        }
    }

    /** Whether it still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Closes its standard input, waits, and ends it by force only when it does not go. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            process.destroy(); // its end of the pipe is gone: it is going already
        }
        try {
            if (!process.waitFor(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** How it ended, now that its output has. */
    private String end() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS)
                    ? "ended with status " + process.exitValue()
                    : "closed its output or said no JSON";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was interrupted";
        }
    }

    private void readLines(Consumer<JsonNode> status) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                accept(line, status);
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("no line"));
    }

    private void accept(String line, Consumer<JsonNode> status) {
        try {
            JsonNode said = json ? JSON.readTree(line) : TextNode.valueOf(line);
            if (!ready.complete(said)) {
                status.accept(said);
            }
        } catch (JsonProcessingException e) {
            ready.completeExceptionally(new IOException("said '" + line + "', which is not JSON"));
        }
    }

    private String lastWords() {
        return LogEnd.of(log, LINES_SHOWN);
    }
}
