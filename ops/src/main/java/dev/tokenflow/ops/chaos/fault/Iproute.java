package dev.tokenflow.ops.chaos.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * iproute2's {@code ip} and {@code tc} in one network namespace.
 *
 * @param namespace its name; "" = this process's own
 */
public record Iproute(String namespace) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Ctrl-C reaches every process of the terminal: a change that has begun is finished all the same. */
    private static final List<String> UNDISTURBED = List.of("sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh");

    private record Outcome(int status, String output, String error) {
        String words() {
            return error.replaceAll("Command failed -:\\d+", "").strip().replaceAll("\\s*\n\\s*", " ");
        }
    }

    /** What {@code ip} answers, an array. */
    public JsonNode ip(String... arguments) throws IOException {
        return ask("ip", arguments);
    }

    /** What {@code tc} answers, an array. */
    JsonNode tc(String... arguments) throws IOException {
        return ask("tc", arguments);
    }

    /** Runs {@code tc} commands up to the first that fails. */
    public void change(List<String> commands) throws IOException {
        List<String> command = new ArrayList<>(UNDISTURBED);
        command.addAll(program("tc"));
        command.addAll(List.of("-batch", "-"));
        Outcome outcome = run(command, lines(commands));
        if (outcome.status != 0) {
            throw new IOException("tc failed: " + outcome.words());
        }
    }

    /**
     * Runs {@code tc} commands in a namespace that goes when they are done, where only {@code lo} is.
     *
     * @return the words of the first that failed
     */
    static Optional<String> trial(List<String> commands) throws IOException {
        List<String> command = List.of("unshare", "-n", "tc", "-batch", "-");
        Outcome empty = run(command, "");
        if (empty.status != 0) {
            throw new IOException("cannot try out what this kernel has: " + empty.words());
        }
        Outcome outcome = run(command, lines(commands));
        return outcome.status == 0 ? Optional.empty() : Optional.of(outcome.words());
    }

    private JsonNode ask(String name, String... arguments) throws IOException {
        List<String> command = program(name);
        command.add("-j");
        command.addAll(List.of(arguments));
        Outcome outcome = run(command, "");
        if (outcome.status != 0) {
            throw new IOException("'" + String.join(" ", command) + "' failed: " + outcome.words());
        }
        return outcome.output.isBlank() ? JSON.createArrayNode() : JSON.readTree(outcome.output);
    }

    private List<String> program(String name) {
        List<String> command = new ArrayList<>(List.of(name));
        if (!namespace.isEmpty()) {
            command.addAll(List.of("-n", namespace));
        }
        return command;
    }

    private static String lines(List<String> commands) {
        return String.join("\n", commands) + "\n";
    }

    private static Outcome run(List<String> command, String input) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot run '" + command.getFirst() + "': install iproute2 and util-linux (" + e.getMessage() + ")",
                    e);
        }
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading: its own words say more.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.onExit().join().exitValue(), output, error);
    }
}
