package dev.tokenflow.lab.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small process in a session of its own that undoes a fault when the command that put it on is gone, however it went, or when its time is over. */
final class Watchdog implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Starts it; before the fault is put on.
     *
     * @param time how long the fault is to last
     */
    static Watchdog start(Device device, Path note, Duration time) throws IOException {
        long seconds = time.plus(GRACE).toSeconds() + 1;
        String undo = String.join(" ", device.command("tc", "qdisc", "del", "dev", device.name(), "root"));
        String script = "end=$(($(date +%s) + " + seconds
                + ")); while [ -e \"$2\" ] && kill -0 \"$1\" 2>/dev/null && [ \"$(date +%s)\" -lt \"$end\" ];"
                + " do sleep 0.2; done; if [ -e \"$2\" ]; then " + undo + " 2>/dev/null; rm -f \"$2\"; fi";
        List<String> command = List.of(
                "setsid",
                "sh",
                "-c",
                script,
                "tokenflow-chaos",
                Long.toString(ProcessHandle.current().pid()),
                note.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return new Watchdog(process);
    }

    /** The fault is undone: nothing is left to watch. */
    @Override
    public void close() {
        process.destroy();
    }
}
