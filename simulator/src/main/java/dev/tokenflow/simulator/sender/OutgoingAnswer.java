package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.HeldHint;

/**
 * One answer being sent. Ask {@link #tokensToSend} until it answers 0, then wait until {@link #wakeAtNs()}, or for the
 * connection while {@link #waitsForWritable()}. Whatever was written, tell {@link #wrote}.
 */
public interface OutgoingAnswer {
    /** {@link #wakeAtNs()} when only an event, not the passing of time, changes the answer. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Does what a hint says until it expires; ask {@link #tokensToSend} afterwards.
     *
     * @param activeStreams streams to the same client now, this one included
     */
    void obey(HeldHint hint, int activeStreams, long nowNs);

    /** Tokens to write now as one chunk, counted as sent from here on; 0 = wait, or finished. */
    int tokensToSend(long nowNs, boolean writable);

    /** A chunk of {@code tokens} was given to TCP: {@code bytes} of payload. */
    void wrote(long nowNs, int tokens, long bytes);

    /**
     * After {@link #tokensToSend} answered 0: when to ask again; {@link #NEVER} when finished or when only the
     * connection is waited for.
     */
    long wakeAtNs();

    /** After {@link #tokensToSend} answered 0: whether tokens wait only because the connection is not writable. */
    boolean waitsForWritable();

    /** Tokens handed out so far. */
    int sent();

    /** The generation behind this answer. */
    TokenSchedule generation();

    /** Whether every token was handed out. */
    default boolean finished() {
        return sent() == generation().tokens();
    }
}
