package dev.tokenflow.ops.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.ops.machine.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code state.json}: what the stack was asked to have, which processes are its own, and where they listen. A process
 * counts as the stack's only while the one of that number is as old as it was then.
 */
final class StackState {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A process of the stack.
     *
     * @param startedMs when the kernel says it started, ms since 1970
     */
    record Running(String name, long pid, long startedMs) {
        /** The process, while it lives. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> started(process) == startedMs);
        }

        static Running of(String name, ProcessHandle process) {
            return new Running(name, process.pid(), started(process));
        }

        private static long started(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    private static final String NAME = "state.json";

    private final Path file;
    private final Map<String, Integer> ports;
    private final StackPlan plan;
    private final Map<String, Running> parts = new LinkedHashMap<>();

    StackState(Path folder, Ports ports, StackPlan plan) {
        this(folder.resolve(NAME), ports.numbers(), plan);
    }

    private StackState(Path file, Map<String, Integer> ports, StackPlan plan) {
        this.file = file;
        this.ports = ports;
        this.plan = plan;
    }

    /** Whether a folder is a stack's. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /**
     * What is noted in a folder; empty when nothing is.
     *
     * @throws IOException when the note cannot be understood
     */
    static Optional<StackState> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!isIn(folder)) {
            return Optional.empty();
        }
        try {
            var tree = JSON.readTree(file.toFile());
            Map<String, Integer> ports =
                    JSON.convertValue(tree.path("ports"), new TypeReference<Map<String, Integer>>() {});
            StackState state = new StackState(file, ports == null ? Map.of() : ports, plan(tree.path("gateway")));
            for (var part : tree.path("parts")) {
                state.parts.put(
                        part.path("name").asText(),
                        new Running(
                                part.path("name").asText(),
                                part.path("pid").asLong(),
                                part.path("started_ms").asLong()));
            }
            return Optional.of(state);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    file + " cannot be understood: end what still runs by hand, then remove the folder", e);
        }
    }

    private static StackPlan plan(JsonNode gateway) {
        if (gateway.isMissingNode()) {
            return StackPlan.USUAL;
        }
        List<URI> upstreams = new ArrayList<>();
        gateway.path("upstreams").forEach(url -> upstreams.add(URI.create(url.asText())));
        return new StackPlan(true, upstreams);
    }

    /** What the stack was asked to have. */
    StackPlan plan() {
        return plan;
    }

    Ports ports() throws IOException {
        return Ports.of(ports);
    }

    List<Running> parts() {
        return new ArrayList<>(parts.values());
    }

    /** Whether any of it still runs. */
    boolean lives() {
        return parts.values().stream().anyMatch(part -> part.process().isPresent());
    }

    Optional<Running> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    /** Notes a process, at once and on disk: whatever happens next, it is known. */
    void add(Running part) throws IOException {
        parts.put(part.name(), part);
        write();
    }

    /** Notes what is known now. */
    void write() throws IOException {
        var root = JSON.createObjectNode();
        root.set("ports", JSON.valueToTree(ports));
        if (plan.withGateway()) {
            var upstreams = root.putObject("gateway").putArray("upstreams");
            plan.upstreams().forEach(url -> upstreams.add(url.toString()));
        }
        var array = root.putArray("parts");
        for (Running each : parts.values()) {
            array.addObject().put("name", each.name()).put("pid", each.pid()).put("started_ms", each.startedMs());
        }
        Path next = file.resolveSibling(NAME + ".new");
        Files.writeString(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
