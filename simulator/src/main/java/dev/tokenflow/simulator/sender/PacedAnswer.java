package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.client.pacer.StreamPacer;
import org.jspecify.annotations.Nullable;

/**
 * One answer being sent: a {@link TokenSchedule} whose tokens a {@link StreamPacer} lets out. Ask {@link #tokensToSend}
 * until it answers 0, then wait until {@link #wakeAtNs()}, or for the connection while {@link #waitsForWritable()}.
 *
 * <p>It knows when each token comes, which an ordinary sender does not. So it can sleep until a chunk is full.
 */
public final class PacedAnswer {
    /** {@link #wakeAtNs()} when only an event, not the passing of time, changes the answer. */
    public static final long NEVER = Long.MAX_VALUE;

    private final TokenSchedule generation;
    private final StreamPacer pacer;
    private final @Nullable FlushTimer timer;
    private int sent;
    private long askedAtNs;

    public PacedAnswer(TokenSchedule generation, SendPolicy policy) {
        this.generation = generation;
        this.pacer = policy.pacer(generation.tokensPerSecond(), generation.startNs());
        timer = policy.timer();
    }

    /** Does what a hint says until it expires; ask {@link #tokensToSend} afterwards. */
    public void obey(HeldHint hint, long nowNs) {
        pacer.obey(hint, nowNs);
    }

    /** Changes the pace from {@code nowNs} on; ask {@link #tokensToSend} afterwards. */
    public void obey(Pace pace, long nowNs) {
        pacer.obey(pace, nowNs);
    }

    /** The pace in force. */
    public Pace pace() {
        return pacer.pace();
    }

    /** Tokens to write now as one chunk, counted as sent from here on; 0 = wait, or finished. */
    public int tokensToSend(long nowNs, boolean writable) {
        askedAtNs = nowNs;
        int generated = generation.generatedBy(nowNs);
        boolean ended = generated == generation.tokens();
        if (timer != null && !timer.isDue(nowNs) && !ended) {
            return 0;
        }
        int before = sent;
        int tokens;
        do {
            tokens = pacer.tokensToSend(nowNs, generated - sent, ended, writable);
            sent += tokens;
            // What the model hands out together is one chunk also for a sender that makes a chunk of every token.
        } while (tokens > 0 && !generation.endsDelta(sent));
        if (timer != null && sent > before) {
            timer.flushed(nowNs);
        }
        return sent - before;
    }

    /**
     * After {@link #tokensToSend} answered 0: when to ask again; {@link #NEVER} when finished or when only the
     * connection is waited for.
     */
    public long wakeAtNs() {
        if (finished() || pacer.waitsForWritable()) {
            return NEVER;
        }
        if (timer != null && timer.begun()) {
            return Math.min(timer.tickAfter(askedAtNs), generation.dueNs(generation.tokens()));
        }
        long waitNs = pacer.waitNs();
        long pacerNs = waitNs == StreamPacer.FOREVER ? NEVER : askedAtNs + waitNs;
        long fullChunkNs = generation.dueNs(Math.min(generation.tokens(), sent + pacer.nextChunk()));
        // A full chunk that is here already is held back by the rate: then only the pacer's time counts.
        return fullChunkNs > askedAtNs ? Math.min(fullChunkNs, pacerNs) : pacerNs;
    }

    /** After {@link #tokensToSend} answered 0: whether tokens wait only because the connection is not writable. */
    public boolean waitsForWritable() {
        return pacer.waitsForWritable();
    }

    /** Whether every token was handed out. */
    public boolean finished() {
        return sent == generation.tokens();
    }

    /** Tokens handed out so far. */
    public int sent() {
        return sent;
    }

    /** The generation behind this answer. */
    public TokenSchedule generation() {
        return generation;
    }
}
