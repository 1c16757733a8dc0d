package dev.tokenflow.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command that starts another main class of this class path in a JVM of its own; it ends by itself after its time,
 * whatever happens.
 */
public final class JavaCommand {
    private JavaCommand() {}

    /** For ten minutes. */
    public static List<String> of(Class<?> main, String... arguments) {
        return of(Duration.ofMinutes(10), main, arguments);
    }

    /** For at most {@code life}. */
    public static List<String> of(Duration life, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "timeout",
                Long.toString(life.toSeconds()),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
