package dev.tokenflow.bench.window.run;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;

/** What is alive on this process's heap. */
public final class Heap {
    private static final int MOST_COLLECTIONS = 100;
    private static final int STEADY_COLLECTIONS = 6;
    private static final long PAUSE_MS = 200;
    private static final double STEADY = 0.999;

    private Heap() {}

    /**
     * Bytes in use once full collections have freed nothing more for a second: a job that has ended is let go of a
     * little later.
     */
    public static long liveBytes() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        int steady = 0;
        for (int i = 0; i < MOST_COLLECTIONS && steady < STEADY_COLLECTIONS; i++) {
            memory.gc();
            long used = memory.getHeapMemoryUsage().getUsed();
            steady = used > STEADY * least ? steady + 1 : 0;
            least = Math.min(least, used);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        return least;
    }
}
