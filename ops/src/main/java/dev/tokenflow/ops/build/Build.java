package dev.tokenflow.ops.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Compiles every main class. The stamp {@code target/.built} carries the time at which the last complete build began,
 * and says whether the kernel probe is in it; the launcher compares it with the sources.
 */
public final class Build {
    /** Exit status: nothing was built here, because another process has just done so. */
    public static final int WAITED = 75;

    private final Checkout checkout;

    public Build(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Builds, unless another process did while this one waited for it.
     *
     * @return 0, or {@link #WAITED}
     * @throws BuildException when it fails
     */
    public int run() throws IOException, InterruptedException {
        try (BuildLock lock = BuildLock.take(checkout)) {
            if (lock.waited()) {
                return WAITED;
            }
            begin();
            new Maven(checkout).quietly(List.of(probeFlag(), "-T1", "process-classes"));
            end();
            return 0;
        }
    }

    /** The option of the POM that leaves the kernel probe out where its tools are missing. */
    static String probeFlag() {
        if (!probeIsPossible()) {
            System.err.println(
                    "tokenflow: the kernel probe is left out, because clang or libbpf's headers are missing");
        }
        return "-Dbpf.skip=" + !probeIsPossible();
    }

    void begin() throws IOException {
        Files.deleteIfExists(stamp());
        Files.writeString(beginning(), probeIsPossible() ? "with probe\n" : "no probe\n");
    }

    void end() throws IOException {
        Files.move(beginning(), stamp(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static boolean probeIsPossible() {
        return Boolean.getBoolean("tokenflow.probe");
    }

    private Path stamp() {
        return checkout.target().resolve(".built");
    }

    private Path beginning() {
        return checkout.target().resolve(".building");
    }
}
