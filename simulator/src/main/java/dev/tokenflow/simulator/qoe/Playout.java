package dev.tokenflow.simulator.qoe;

/**
 * A person who reads one token every 1/v seconds and waits when the next one has not arrived. Tokens are given in
 * order, answer after answer.
 */
final class Playout {
    /** Arrival time of a token that did not arrive. */
    static final long NOT_ARRIVED = Long.MIN_VALUE;

    private final long tokenNs;
    private final long endNs;
    private long readAtNs = NOT_ARRIVED;
    private boolean starved;
    private long stalledNs;
    private long playingNs;

    /**
     * @param tokensPerSecond reading speed v, &gt; 0
     * @param endNs end of the run; a stall that lasts at the end counts until then
     */
    Playout(double tokensPerSecond, long endNs) {
        this.tokenNs = Math.round(1e9 / tokensPerSecond);
        this.endNs = endNs;
    }

    /** A new answer begins. */
    void begin() {
        readAtNs = NOT_ARRIVED;
        starved = false;
    }

    /** The next token of the answer; {@code counts} says whether it belongs to the phase that is summed up. */
    void token(long atNs, boolean counts) {
        if (starved) {
            return;
        }
        starved = atNs == NOT_ARRIVED;
        if (readAtNs == NOT_ARRIVED) {
            readAtNs = atNs;
            return;
        }
        long expectedNs = readAtNs + tokenNs;
        if (starved && endNs <= expectedNs) {
            return;
        }
        long nextNs = Math.max(expectedNs, starved ? endNs : atNs);
        if (counts) {
            stalledNs += nextNs - expectedNs;
            playingNs += nextNs - readAtNs;
        }
        readAtNs = nextNs;
    }

    /** Sum of all stalls divided by the sum of all reading times; NaN when nothing was read. */
    double stallRatio() {
        return playingNs == 0 ? Double.NaN : (double) stalledNs / playingNs;
    }
}
