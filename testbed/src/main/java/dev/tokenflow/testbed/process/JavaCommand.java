package dev.tokenflow.testbed.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a child JVM with this one's class path. Small and quick to start: one compiler, serial collector,
 * little heap, since what it measures must not be shaped by its own pauses.
 */
public final class JavaCommand {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms96m",
            "-Xmx384m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    /** {@code java … mainClass arguments}; to be run with {@link #environment} applied. */
    public static List<String> of(Class<?> mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /**
     * Gives a child this process's class path, by the environment: it is too long for people who read process lists.
     */
    public static ProcessBuilder environment(ProcessBuilder builder) {
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
