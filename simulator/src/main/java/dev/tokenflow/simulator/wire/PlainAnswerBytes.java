package dev.tokenflow.simulator.wire;

import dev.tokenflow.core.pacing.WireCost;

/** An event is an envelope and its tokens, of one size each. */
record PlainAnswerBytes(WireCost cost) implements AnswerBytes {
    /** HTTP response head, and the role that the first chunk names. */
    static final int HEAD_BYTES = 200;

    /** The chunk with the finish reason, the end mark and the last HTTP chunk. */
    private static final int ENDING_BYTES = 260;

    @Override
    public int head() {
        return HEAD_BYTES;
    }

    @Override
    public int event(int tokens) {
        return (int) Math.round(cost.envelopeBytes() + cost.tokenBytes() * tokens);
    }

    @Override
    public int ending() {
        return ENDING_BYTES;
    }
}
