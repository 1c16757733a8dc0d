package dev.tokenflow.agent.batch;

import java.time.Instant;

/** What to add to a monotonic time to get wall-clock time, both in ns. */
public final class WallClockOffset {
    private static final int READINGS = 16;

    private WallClockOffset() {}

    /**
     * Reads both clocks several times and trusts the reading that was interrupted least; good to well under a
     * microsecond on an idle CPU.
     */
    public static long measureNs() {
        long bestGapNs = Long.MAX_VALUE;
        long offsetNs = 0;
        for (int i = 0; i < READINGS; i++) {
            long before = System.nanoTime();
            Instant wall = Instant.now();
            long gapNs = System.nanoTime() - before;
            if (gapNs < bestGapNs) {
                bestGapNs = gapNs;
                offsetNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - (before + gapNs / 2);
            }
        }
        return offsetNs;
    }
}
