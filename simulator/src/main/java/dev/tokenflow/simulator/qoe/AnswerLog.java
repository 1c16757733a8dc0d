package dev.tokenflow.simulator.qoe;

import java.util.Arrays;

/** One request and when its tokens reached the reader. Filled by one thread while the answer arrives. */
public final class AnswerLog {
    private final long requestNs;
    private final int tokensAsked;
    private long[] atNs = new long[16];
    private int[] tokensSoFar = new int[16];
    private int arrivals;

    /**
     * @param requestNs when the request was due to be made, ns
     * @param tokensAsked length of the whole answer, &gt; 0
     */
    public AnswerLog(long requestNs, int tokensAsked) {
        if (tokensAsked <= 0) {
            throw new IllegalArgumentException("tokens asked is " + tokensAsked + ", expected > 0");
        }
        this.requestNs = requestNs;
        this.tokensAsked = tokensAsked;
    }

    /**
     * Notes that {@code total} tokens have arrived until {@code nowNs}.
     *
     * @throws IllegalArgumentException when time or count goes back, or more arrived than was asked for
     */
    public void arrived(long nowNs, int total) {
        int before = delivered();
        if (total <= before || total > tokensAsked) {
            throw new IllegalArgumentException(
                    "an arrival makes " + total + " tokens after " + before + " of " + tokensAsked + " asked for");
        }
        if (nowNs < requestNs || (arrivals > 0 && nowNs < atNs[arrivals - 1])) {
            throw new IllegalArgumentException(
                    "an arrival at " + nowNs + " ns lies before its predecessor or its request");
        }
        if (arrivals == atNs.length) {
            atNs = Arrays.copyOf(atNs, arrivals * 2);
            tokensSoFar = Arrays.copyOf(tokensSoFar, arrivals * 2);
        }
        atNs[arrivals] = nowNs;
        tokensSoFar[arrivals++] = total;
    }

    /** When the request was due to be made, ns. */
    public long requestNs() {
        return requestNs;
    }

    /** Length of the whole answer. */
    public int tokensAsked() {
        return tokensAsked;
    }

    /** Tokens that arrived. */
    public int delivered() {
        return arrivals == 0 ? 0 : tokensSoFar[arrivals - 1];
    }

    /** How many times tokens arrived. */
    public int arrivals() {
        return arrivals;
    }

    /** When arrival {@code index} (from 0) was, ns. */
    public long atNs(int index) {
        return atNs[index];
    }

    /** Tokens arrived up to and with arrival {@code index}. */
    public int tokensSoFar(int index) {
        return tokensSoFar[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnswerLog that
                && requestNs == that.requestNs
                && tokensAsked == that.tokensAsked
                && Arrays.equals(atNs, 0, arrivals, that.atNs, 0, that.arrivals)
                && Arrays.equals(tokensSoFar, 0, arrivals, that.tokensSoFar, 0, that.arrivals);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(requestNs) * 31 + delivered();
    }

    @Override
    public String toString() {
        return delivered() + " of " + tokensAsked + " tokens, asked for at " + requestNs + " ns";
    }
}
