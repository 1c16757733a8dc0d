package dev.tokenflow.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The clock by which the kernel stamps events, {@code CLOCK_MONOTONIC} of the host. {@link System#nanoTime} is the same
 * one, except in a container with a time namespace of its own (Linux 5.6), where it is shifted.
 */
public final class KernelClock {
    private static final Path OFFSETS = Path.of("/proc/self/timens_offsets");
    private static final String MONOTONIC = "monotonic";
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final long SHIFT_NS = shiftNs();

    private KernelClock() {}

    /** The kernel's time, ns. */
    public static long nowNs() {
        return System.nanoTime() - SHIFT_NS;
    }

    /** What to add to the kernel's time for wall-clock time, given what to add to {@link System#nanoTime}. */
    public static long toWallNs(long fromNanoTimeNs) {
        return fromNanoTimeNs + SHIFT_NS;
    }

    private static long shiftNs() {
        try {
            for (String line : Files.readAllLines(OFFSETS)) {
                String[] words = line.strip().split("\\s+");
                if (words[0].equals(MONOTONIC)) {
                    return Long.parseLong(words[1]) * NS_PER_SECOND + Long.parseLong(words[2]);
                }
            }
        } catch (IOException e) {
            return 0; // an older kernel, or not Linux: there are no such namespaces
        }
        return 0;
    }
}
