package dev.tokenflow.ops.chaos.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A small process in a session of its own that removes the faults when this process has ended, for whatever reason, or
 * has not removed them in time. It notices the end by a pipe, which closes with this process. A process id would not
 * do, because it may have a new owner a moment later.
 */
public final class Watchdog {
    private static final String DISMISSAL = "done\n";

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Starts it; it is ready when this returns.
     *
     * @param file of the note
     * @param time after which it undoes by itself
     * @throws IOException when it cannot be started
     */
    public static Watchdog start(Note note, Path file, Iproute iproute, Duration time) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(
                Undo.command(note, iproute, file.toString(), Long.toString(Math.ceilDiv(time.toMillis(), 1000))));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("cannot start the watchdog: install util-linux (" + e.getMessage() + ")", e);
        }
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(said.readLine())) {
                throw new IOException("the watchdog did not start");
            }
        }
        return new Watchdog(process);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Nothing is left to undo: it goes. */
    public void dismiss() {
        try (var stdin = process.getOutputStream()) {
            stdin.write(DISMISSAL.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return; // it has gone
        }
        process.onExit().join();
    }
}
