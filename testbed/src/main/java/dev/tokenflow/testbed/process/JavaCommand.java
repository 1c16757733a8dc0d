package dev.tokenflow.testbed.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command lines of child JVMs with this one's class path. */
public final class JavaCommand {
    /**
     * A child that takes part in a measurement must not shape it by its own pauses: one compiler, the serial collector
     * and a small heap let it start quickly and stay small.
     */
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms96m",
            "-Xmx384m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(10);

    private JavaCommand() {}

    /** The {@code java} program that runs this process. */
    public static Path program() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** A small JVM that runs {@code mainClass}; to be started with {@link #environment} applied. */
    public static List<String> of(Class<?> mainClass, List<String> arguments) {
        return withOptions(SMALL, mainClass.getName(), arguments);
    }

    /**
     * A JVM with exactly these options. Unless they give a class path, it is to be started with {@link #environment}
     * applied.
     *
     * @param mainClass name of the class to run, which need not be on this process's class path
     */
    public static List<String> withOptions(List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program().toString());
        command.addAll(options);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** As {@link #limited(Duration, Class, String...)}, for ten minutes. */
    public static List<String> limited(Class<?> mainClass, String... arguments) {
        return limited(DEFAULT_LIFE, mainClass, arguments);
    }

    /**
     * A JVM with the defaults of this machine: what is measured, not what helps to measure. It ends after {@code life},
     * whatever happens to this process.
     */
    public static List<String> limited(Duration life, Class<?> mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of("timeout", Long.toString(life.toSeconds())));
        command.addAll(withOptions(
                List.of("--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path")),
                mainClass.getName(),
                List.of(arguments)));
        return command;
    }

    /**
     * Gives a child this process's class path by the environment: on the command line it would be too long for people
     * who read lists of processes.
     */
    public static ProcessBuilder environment(ProcessBuilder builder) {
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
