package dev.tokenflow.bench.agent;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import me.bechberger.ebpf.bpf.raw.Lib;

/** Rings of agents in other processes. Needs root. */
final class Rings {
    /** {@code BPF_MAP_TYPE_RINGBUF}. */
    private static final String RING_TYPE = "27";

    private Rings() {}

    /** A descriptor of the ring of an agent. */
    static int of(long pid) throws IOException, BenchException {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            for (Path descriptor : descriptors) {
                Map<String, String> facts = facts(descriptor);
                if (RING_TYPE.equals(facts.get("map_type"))) {
                    int fd = Lib.bpf_map_get_fd_by_id(Integer.parseInt(facts.getOrDefault("map_id", "0")));
                    if (fd >= 0) {
                        return fd;
                    }
                }
            }
        }
        throw new BenchException("the ring of the agent cannot be opened: this needs root");
    }

    private static Map<String, String> facts(Path descriptor) throws IOException {
        try {
            return Files.readAllLines(descriptor).stream()
                    .map(line -> line.split(":\\s*", 2))
                    .filter(words -> words.length == 2)
                    .collect(Collectors.toMap(words -> words[0], words -> words[1], (first, second) -> first));
        } catch (NoSuchFileException e) {
            return Map.of(); // it is closed meanwhile
        }
    }
}
