package dev.tokenflow.testbed.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs iproute2's {@code ip}. */
final class IpCommand {
    private IpCommand() {}

    /**
     * Runs one command and returns its output.
     *
     * @throws IOException when {@code ip} is missing or fails, with the command and its own words
     */
    static String run(String... arguments) throws IOException {
        return run(Arrays.asList(arguments), "");
    }

    /**
     * Runs several commands in one namespace ("" = this process's own) by one {@code ip -batch}; stops at the first
     * that fails.
     */
    static void batch(String namespace, List<String> commands) throws IOException {
        List<String> arguments = new ArrayList<>();
        if (!namespace.isEmpty()) {
            arguments.addAll(List.of("-n", namespace));
        }
        arguments.addAll(List.of("-batch", "-"));
        run(arguments, String.join("\n", commands) + "\n");
    }

    private static String run(List<String> arguments, String input) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("cannot run 'ip': install iproute2 (" + e.getMessage() + ")", e);
        }
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.onExit()
                .join()
                .exitValue(); // even when interrupted: it takes milliseconds, and may be what cleans up
        if (status != 0) {
            throw new IOException("'" + String.join(" ", command) + "' failed: "
                    + output.strip().replace('\n', ' '));
        }
        return output;
    }
}
