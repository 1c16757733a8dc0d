package dev.tokenflow.client;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between failed attempts: 100 ms at first, then twice as long each time, up to 5 s. Each is shortened by up to
 * a half at random, so that many clients do not come back in the same moment.
 */
final class Backoff {
    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 5_000;

    private long nextMs = FIRST_MS;

    /** The pause after one more failure, in ms. */
    long failed() {
        long pauseMs = nextMs;
        nextMs = Math.min(LONGEST_MS, nextMs * 2);
        return pauseMs - ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    }

    void succeeded() {
        nextMs = FIRST_MS;
    }
}
