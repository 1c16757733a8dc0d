package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.client.pacer.StreamPacer;

/**
 * One answer on its way: a {@link Generation} sent by a {@link StreamPacer}. {@link #poll} until it returns 0, then
 * wait until {@link #wakeAtNs()}, or for the transport while {@link #waitsForWritable()}.
 */
public final class PacedAnswer {
    private final Generation generation;
    private final StreamPacer pacer;
    private long polledAtNs;

    public PacedAnswer(Generation generation, SendPolicy policy) {
        this.generation = generation;
        this.pacer = policy.pacer(generation.tokensPerSecond(), generation.startNs());
    }

    /** Changes the pace from {@code nowNs} on; poll afterwards. */
    public void pace(Pace pace, long nowNs) {
        pacer.pace(pace, nowNs);
    }

    /** The pace in force. */
    public Pace pace() {
        return pacer.pace();
    }

    /** Tokens to write now as one chunk, counted as sent from here on; 0 = wait, or finished. */
    public int poll(long nowNs, boolean writable) {
        polledAtNs = nowNs;
        int generated = generation.generatedBy(nowNs);
        return pacer.poll(nowNs, generated, generated == generation.tokens(), writable);
    }

    /**
     * After {@link #poll} returned 0: when to poll again; {@link StreamPacer#NEVER} when finished or when only the
     * transport is waited for.
     */
    public long wakeAtNs() {
        if (finished() || pacer.waitsForWritable()) {
            return StreamPacer.NEVER;
        }
        long fullChunkNs = generation.dueNs(Math.min(generation.tokens(), pacer.tokensAwaited()));
        // A full chunk that is here already is held back by the rate: then only the pacer's time counts.
        return fullChunkNs > polledAtNs ? Math.min(fullChunkNs, pacer.wakeAtNs()) : pacer.wakeAtNs();
    }

    /** After {@link #poll} returned 0: whether tokens are held back by the transport alone. */
    public boolean waitsForWritable() {
        return pacer.waitsForWritable();
    }

    /** Whether every token was handed out. */
    public boolean finished() {
        return pacer.sent() == generation.tokens();
    }

    /** Tokens handed out so far. */
    public int sent() {
        return pacer.sent();
    }

    /** Tokens generated and not yet handed out. */
    public int pending(long nowNs) {
        return generation.generatedBy(nowNs) - pacer.sent();
    }

    /** The generation behind this answer. */
    public Generation generation() {
        return generation;
    }
}
