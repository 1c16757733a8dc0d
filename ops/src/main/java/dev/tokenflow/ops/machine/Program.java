package dev.tokenflow.ops.machine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine. */
public final class Program {
    private static final String FOR_ROOT = File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";

    private Program() {}

    /** Where a program is, in the folders of {@code PATH} and in those for root; empty when it is nowhere. */
    public static Optional<Path> find(String name) {
        return find(name, System.getenv());
    }

    static Optional<Path> find(String name, Map<String, String> environment) {
        String folders = environment.getOrDefault("PATH", "/usr/bin:/bin") + FOR_ROOT;
        return Stream.of(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }
}
