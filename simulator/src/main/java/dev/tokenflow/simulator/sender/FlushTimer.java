package dev.tokenflow.simulator.sender;

/**
 * Lets the tokens of one answer out at the ticks of a timer that begins with the first token. Some servers do so in
 * place of writing every token at once.
 */
final class FlushTimer {
    private final long periodNs;
    private long nextNs = Long.MIN_VALUE;

    FlushTimer(long periodNs) {
        this.periodNs = periodNs;
    }

    /** Whether what waits may leave now: always before the first tokens left. */
    boolean isDue(long nowNs) {
        return nowNs >= nextNs;
    }

    /** Tokens left now: those to come wait for the next tick. */
    void flushed(long nowNs) {
        nextNs = nextNs == Long.MIN_VALUE ? nowNs + periodNs : tickAfter(nowNs);
    }

    /** The first tick after {@code nowNs}; of no meaning before the first tokens left. */
    long tickAfter(long nowNs) {
        return nowNs < nextNs ? nextNs : nextNs + ((nowNs - nextNs) / periodNs + 1) * periodNs;
    }

    /** Whether the first tokens have left. */
    boolean begun() {
        return nextNs != Long.MIN_VALUE;
    }
}
