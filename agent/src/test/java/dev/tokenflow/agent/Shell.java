package dev.tokenflow.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands a test runs, each of which must succeed. */
public final class Shell {
    private Shell() {}

    /** Runs words separated by single spaces and returns what they print. */
    public static String run(String command) {
        return run(command.split(" "));
    }

    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " gave status " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The command that starts a main class of the tests in a JVM of its own, at most for a minute. Its sockets are pure
     * IPv4; those of the tests' own JVM are IPv6 with mapped addresses.
     */
    public static List<String> java(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "timeout",
                "60",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.net.preferIPv4Stack=true",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
