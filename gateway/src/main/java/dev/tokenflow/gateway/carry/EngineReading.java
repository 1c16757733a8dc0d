package dev.tokenflow.gateway.carry;

import java.util.concurrent.TimeUnit;

/**
 * When the engine of one stream is read.
 *
 * <ul>
 *   <li>Not while too much waits for the reader.
 *   <li>Not while nothing could leave anyway. What comes meanwhile stays in the kernel, and one look then does for all
 *       of it: a look costs several times as much as an event that is found by it. Only text gains by that, so such a
 *       pause is short; it also delays what would not have to wait, such as the end of the answer.
 * </ul>
 */
final class EngineReading {
    /** Longest pause for the sake of fewer looks. */
    private static final long MOST_DEFERRED_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A pause is worth its own cost when it lasts so many gaps: it saves one look at least. */
    private static final double LEAST_DELTAS = 1.4;

    private static final long NEVER = Long.MIN_VALUE;

    private final TokenStream.Surroundings surroundings;
    private final int mostBytes;
    private boolean full;
    private boolean deferred;
    private boolean on = true;
    private long deferredSinceNs = NEVER;
    private long deferredUntilNs = NEVER;

    /** @param mostBytes that may wait for the reader */
    EngineReading(TokenStream.Surroundings surroundings, int mostBytes) {
        this.surroundings = surroundings;
        this.mostBytes = mostBytes;
    }

    /** So much waits for the reader now. */
    void waiting(long bytes) {
        full = bytes >= (full ? mostBytes / 2 : mostBytes);
        apply();
    }

    /**
     * Nothing can leave before {@code untilNs}; {@link Release#NOT_QUIET} = something may at any time.
     *
     * @param gapNs between two deltas of the engine
     */
    void defer(long untilNs, long nowNs, double gapNs) {
        if (!deferred && untilNs != Release.NOT_QUIET && untilNs - nowNs >= LEAST_DELTAS * gapNs) {
            deferred = true;
            deferredSinceNs = nowNs;
            deferredUntilNs = Math.min(untilNs, nowNs + MOST_DEFERRED_NS);
            apply();
        }
    }

    boolean isDeferred() {
        return deferred;
    }

    /** While it {@link #isDeferred}: when to {@link #resume}. */
    long deferredUntilNs() {
        return deferredUntilNs;
    }

    /** Reads on; what came meanwhile is found soon after. */
    void resume() {
        deferred = false;
        apply();
    }

    /** Since when what comes now may have waited in the kernel; now if it did not. */
    long mayHaveComeSinceNs(long nowNs) {
        long since = deferredSinceNs == NEVER ? nowNs : deferredSinceNs;
        deferredSinceNs = NEVER;
        return since;
    }

    private void apply() {
        boolean now = !full && !deferred;
        if (now != on) {
            on = now;
            surroundings.read(now);
        }
    }
}
