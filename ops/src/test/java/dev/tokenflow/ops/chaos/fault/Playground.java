package dev.tokenflow.ops.chaos.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.ops.DefaultSignals;
import dev.tokenflow.ops.TokenFlow;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network namespace of a test's own with a pair of devices, {@code x0} and {@code x1}, and the runs it has started;
 * both go when this is closed.
 */
final class Playground implements AutoCloseable {
    static final String DEVICE = "x0";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String namespace = "chaostest-" + ProcessHandle.current().pid() + "-" + COUNTER.getAndIncrement();
    private final List<Process> runs = new ArrayList<>();

    Playground() throws IOException, InterruptedException {
        run("ip", "netns", "add", namespace);
        run("ip", "-n", namespace, "link", "add", DEVICE, "type", "veth", "peer", "name", "x1");
        for (String device : List.of("lo", DEVICE, "x1")) {
            run("ip", "-n", namespace, "link", "set", device, "up");
        }
    }

    String namespace() {
        return namespace;
    }

    /** A run on {@link #DEVICE}, in a process of its own, whose faults are on when this returns. */
    Process start(String... faults) throws IOException {
        return startOn(DEVICE, faults);
    }

    /** The same on another device. */
    Process startOn(String device, String... faults) throws IOException {
        List<String> words = new ArrayList<>(List.of("chaos", "--dev", device, "--netns", namespace));
        words.addAll(List.of(faults));
        return start(JavaCommand.of(TokenFlow.class, words));
    }

    /** A run on {@link #DEVICE} by a process inside the namespace. */
    Process startInside(String... faults) throws IOException {
        List<String> words = new ArrayList<>(List.of("chaos", "--dev", DEVICE));
        words.addAll(List.of(faults));
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(JavaCommand.of(TokenFlow.class, words));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        Process process = JavaCommand.environment(new ProcessBuilder(DefaultSignals.around(command)))
                .redirectErrorStream(true)
                .start();
        runs.add(process);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.endsWith(" s left")) {
                return process;
            }
            lines.add(line);
        }
        throw new IOException("the run ended: " + lines);
    }

    /** All that a run says from now until it ends. */
    static List<String> rest(Process run) {
        return run.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    /** The qdiscs of a device and its classifiers, by kind. */
    List<String> faultsOn(String device) throws IOException {
        Iproute iproute = new Iproute(namespace);
        Stream<JsonNode> qdiscs = iproute.tc("qdisc", "show", "dev", device).valueStream();
        Stream<JsonNode> classifiers =
                iproute.tc("filter", "show", "dev", device, "egress").valueStream();
        return Stream.concat(qdiscs, classifiers.filter(filter -> filter.has("options")))
                .map(node -> node.path("kind").asText())
                .sorted()
                .toList();
    }

    void tc(String command) throws IOException {
        new Iproute(namespace).change(List.of(command));
    }

    void ip(String... arguments) throws IOException, InterruptedException {
        run(Stream.concat(Stream.of("ip", "-n", namespace), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** Takes everything away before its time. */
    void vanish() throws IOException, InterruptedException {
        run("ip", "netns", "delete", namespace);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process run : runs) {
            run.destroyForcibly().waitFor();
        }
        if (NetworkDevice.namespaces().contains(namespace)) {
            run("ip", "netns", "delete", namespace);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = process.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining(" "));
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + words);
        }
    }
}
