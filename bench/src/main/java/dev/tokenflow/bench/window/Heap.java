package dev.tokenflow.bench.window;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What is alive on this process's heap. */
final class Heap {
    private static final int MOST_COLLECTIONS = 10;
    private static final double SETTLED = 0.999;

    private Heap() {}

    /** Bytes in use after as many full collections as still free something. */
    static long liveBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long before = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            memory.gc();
            long used = memory.getHeapMemoryUsage().getUsed();
            if (used > SETTLED * before) {
                return Math.min(used, before);
            }
            before = used;
        }
        return before;
    }
}
