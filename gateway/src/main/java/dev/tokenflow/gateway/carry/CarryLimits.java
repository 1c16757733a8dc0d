package dev.tokenflow.gateway.carry;

import java.time.Duration;

/**
 * Bounds of one token stream.
 *
 * @param pendingBytes what may wait for a reader; beyond it the engine is not read; &ge; 1024
 * @param eventBytes longest event that is looked into; a longer one passes as it is; &ge; 1024
 * @param keepAlive silence after which a comment is sent; zero = never
 * @param minDeltas fewest deltas in an event, whatever the hint says; 1 = as they come
 */
public record CarryLimits(int pendingBytes, int eventBytes, Duration keepAlive, int minDeltas) {
    /** 256 KiB, 1 MiB, no comments. */
    public static final CarryLimits DEFAULT = new CarryLimits(256 << 10, 1 << 20, Duration.ZERO, 1);

    private static final int LEAST = 1024;

    public CarryLimits {
        requireAtLeast("pendingBytes", pendingBytes, LEAST);
        requireAtLeast("eventBytes", eventBytes, LEAST);
        requireAtLeast("minDeltas", minDeltas, 1);
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException("keepAlive is " + keepAlive + ", expected 0 or more");
        }
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }
}
