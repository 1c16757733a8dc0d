package dev.tokenflow.bench.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command that starts another main class of this class path in a JVM of its own; it ends by itself after ten minutes, whatever happens. */
final class JavaCommand {
    private JavaCommand() {}

    static List<String> of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "timeout",
                "600",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
