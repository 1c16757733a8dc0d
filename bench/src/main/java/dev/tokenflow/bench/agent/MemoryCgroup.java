package dev.tokenflow.bench.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A cgroup with a limit of memory, as a container has it: what the kernel keeps for a process counts too.
 *
 * @param folder of the cgroup
 * @param peakFile where the most it had at a time stands
 */
record MemoryCgroup(Path folder, String peakFile) implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String NAME =
            "tokenflow-bench-" + ProcessHandle.current().pid();

    /** One with this limit; empty where the machine has no such cgroups, or does not let us make one. */
    static Optional<MemoryCgroup> create(long bytes) throws IOException {
        Path older = ROOT.resolve("memory");
        if (Files.isDirectory(older)) {
            return create(older.resolve(NAME), "memory.limit_in_bytes", "memory.max_usage_in_bytes", bytes);
        }
        Path controllers = ROOT.resolve("cgroup.subtree_control");
        if (Files.exists(controllers) && Files.readString(controllers).contains("memory")) {
            return create(ROOT.resolve(NAME), "memory.max", "memory.peak", bytes);
        }
        return Optional.empty();
    }

    private static Optional<MemoryCgroup> create(Path folder, String limitFile, String peakFile, long bytes)
            throws IOException {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve(limitFile), Long.toString(bytes));
        return Optional.of(new MemoryCgroup(folder, peakFile));
    }

    /** Words that run a command line in it. */
    List<String> launcher() {
        return List.of("sh", "-c", "echo $$ > " + folder.resolve("cgroup.procs") + "; exec \"$@\"", "sh");
    }

    /** The most memory it had at a time, bytes. */
    long peakBytes() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(peakFile)).strip());
    }

    @Override
    public void close() throws IOException {
        Files.delete(folder);
    }
}
