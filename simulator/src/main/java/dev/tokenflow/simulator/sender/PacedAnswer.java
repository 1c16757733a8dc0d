package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.client.pacer.StreamPacer;
import org.jspecify.annotations.Nullable;

/**
 * One answer being sent by a sender that counts tokens: a {@link TokenSchedule} whose tokens a {@link StreamPacer} lets
 * out.
 *
 * <p>It knows when each token comes, which an ordinary sender does not. So it can sleep until a chunk is full.
 */
public final class PacedAnswer implements OutgoingAnswer {
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

    @Override
    public void obey(HeldHint hint, int activeStreams, long nowNs) {
        pacer.obey(hint, nowNs);
    }

    @Override
    public void wrote(long nowNs, int tokens, long bytes) {
        // what a chunk costs is for the law to know
    }

    /** Changes the pace from {@code nowNs} on; ask {@link #tokensToSend} afterwards. */
    public void obey(Pace pace, long nowNs) {
        pacer.obey(pace, nowNs);
    }

    /** The pace in force. */
    public Pace pace() {
        return pacer.pace();
    }

    @Override
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

    @Override
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

    @Override
    public boolean waitsForWritable() {
        return pacer.waitsForWritable();
    }

    @Override
    public boolean finished() {
        return sent == generation.tokens();
    }

    @Override
    public int sent() {
        return sent;
    }

    @Override
    public TokenSchedule generation() {
        return generation;
    }
}
