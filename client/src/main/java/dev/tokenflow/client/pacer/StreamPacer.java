package dev.tokenflow.client.pacer;

import dev.tokenflow.protocol.hint.Hint;

/**
 * Decides for one stream when tokens leave and how many of them share a chunk. Three methods are enough:
 * {@link #obey(HeldHint, long) obey} a hint, ask how many {@link #tokensToSend tokens to send} now, and ask how long to
 * {@link #waitNs wait} when the answer is none.
 *
 * <pre>{@code
 * void stream(HintClient hints, String client, Tokens tokens, Reply reply) throws InterruptedException {
 *     StreamPacer pacer = new StreamPacer(50, System.nanoTime()); // the model makes about 50 tokens a second
 *     while (!tokens.finished()) {
 *         long now = System.nanoTime();
 *         pacer.obey(hints.heldHint(client), now);
 *         int count = pacer.tokensToSend(now, tokens.waiting(), tokens.ended(), reply.isWritable());
 *         if (count > 0) {
 *             reply.write(tokens.take(count)); // one chunk, such as one SSE event
 *         } else {
 *             tokens.await(pacer.waitNs()); // until another token or writability comes, at most so long
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@code reply.isWritable()} is what makes a sender <i>self-clocked</i>: it is true only while the kernel holds
 * (almost) no {@link UnsentBytes unsent bytes} of the connection. Tokens that come while it is false leave together as
 * one chunk as soon as it is true again, so a slow network gets large chunks by itself. A sender that cannot ask the
 * kernel, or whose writes block, passes {@code true}. What hints do for the two kinds:
 *
 * <ul>
 *   <li>For a sender that is not self-clocked, hints are the only thing that makes chunks larger on a narrow or busy
 *       path. What it wrote too early, before the first hint came or while the path just got worse, waits in the kernel
 *       and cannot be merged any more.
 *   <li>A self-clocked sender reacts at once and by itself, but it knows only that its own connection is full. Hints
 *       add what the packets of all streams to the same client and to its neighbours showed, and they remember it:
 *       where a queue was seen before, they keep chunks large enough for the next slow moment of the path.
 * </ul>
 *
 * The best sender is self-clocked and obeys hints.
 *
 * <p>The rules, in this order:
 *
 * <ul>
 *   <li>The first token of an answer leaves as soon as the connection takes it.
 *   <li>A rate below the full rate is a token bucket that holds one chunk and one token more, so that a late timer
 *       costs no throughput. A rate at or above the full rate never limits anything, since tokens do not come faster.
 *       While the connection is not writable, the bucket fills without bound, so that all that became due meanwhile can
 *       leave as one chunk.
 *   <li>A chunk holds at least the pace's tokens, and otherwise everything that waits and that the rate allows. The end
 *       of the answer sends what is left.
 *   <li>A fraction is kept exactly on average: the pacer carries over to the next chunk by how much of a token the last
 *       one was too small. At 2.75 tokens a chunk, chunks of 2, 3, 3 and 3 tokens follow each other: 11 tokens in 4
 *       chunks.
 *   <li>Tokens of a chunk that is not full wait no longer than a full chunk and one token more would take at the slower
 *       of both rates.
 * </ul>
 *
 * {@link #unpaced} differs: one token a chunk, and everything that waits in one chunk after the connection was not
 * writable.
 *
 * <p>Each stream has its own pacer, also where several streams share a connection. Not safe for use by several threads
 * at once. All times are ns of one monotonic clock, such as {@link System#nanoTime}.
 */
public final class StreamPacer {
    /** {@link #waitNs} when only an event, not the passing of time, changes the answer. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final double NS_PER_SECOND = 1e9;
    /** Credit this close to a whole token counts as whole: sums of doubles miss it by less. */
    private static final double CREDIT_TOLERANCE = 1e-6;

    private final boolean oneTokenChunks;
    private final double fullRate;
    private Pace pace;
    /** Whether the pace ends by itself, and when. */
    private boolean expires;

    private long expiresAtNs;

    private boolean begun;
    private boolean blocked;
    /** Part of a token by which chunks fell short of the pace's fractional chunk so far, 0 to 1. */
    private double carry;
    /** Tokens that may leave now; infinite without a limit. */
    private double credit;

    private long creditAtNs;
    /** Whether tokens wait for their chunk, and since when. */
    private boolean pending;

    private long pendingSinceNs;
    private long waitNs = FOREVER;

    /**
     * A pacer without limits until a hint sets some.
     *
     * @param fullRate tokens a second at which the answer is generated, &gt; 0. A rough figure is enough: it decides
     *     which rates of a hint are a limit, and how long a chunk may wait to be full
     * @param nowNs when the stream begins
     */
    public StreamPacer(double fullRate, long nowNs) {
        this(Pace.UNLIMITED, fullRate, nowNs);
    }

    /**
     * A pacer with a pace to begin with.
     *
     * @param initial the pace until {@link #obey(Pace, long)} changes it
     * @param fullRate tokens a second at which the answer is generated, &gt; 0
     * @param nowNs when the stream begins
     */
    public StreamPacer(Pace initial, double fullRate, long nowNs) {
        this(initial, fullRate, nowNs, false);
    }

    private StreamPacer(Pace initial, double fullRate, long nowNs, boolean oneTokenChunks) {
        if (!(fullRate > 0 && Double.isFinite(fullRate))) {
            throw new IllegalArgumentException("full rate is " + fullRate + " tokens/s, expected > 0");
        }
        this.oneTokenChunks = oneTokenChunks;
        this.fullRate = fullRate;
        this.pace = initial;
        this.credit = isLimited() ? 1 : Double.POSITIVE_INFINITY;
        this.creditAtNs = nowNs;
    }

    /**
     * A pacer that does what servers without hints do: one token a chunk, and everything that waits in one chunk after
     * the connection was not writable. Senders with hints are compared with it.
     *
     * @param fullRate tokens a second at which the answer is generated, &gt; 0
     * @param nowNs when the stream begins
     */
    public static StreamPacer unpaced(double fullRate, long nowNs) {
        return new StreamPacer(Pace.UNLIMITED, fullRate, nowNs, true);
    }

    /**
     * Does what a hint says from {@code nowNs} on, until it expires. Cheap when nothing changed, so it may be called
     * before every {@link #tokensToSend}.
     */
    public void obey(HeldHint held, long nowNs) {
        long remainingNs = held.remainingNs(nowNs);
        obey(remainingNs > 0 ? held.hint() : Hint.unpaced(held.hint().key()), nowNs);
        expires = remainingNs > 0 && remainingNs != HeldHint.FOREVER;
        expiresAtNs = nowNs + remainingNs;
    }

    /** The same for a hint that the caller replaces when it expires. */
    public void obey(Hint hint, long nowNs) {
        obey(Pace.of(hint), nowNs);
    }

    /** The same for a pace. Ask {@link #tokensToSend} afterwards, since the answer may have changed. */
    public void obey(Pace next, long nowNs) {
        expires = false;
        if (next.equals(pace)) {
            return;
        }
        refill(nowNs);
        boolean keepsEarned = blocked && isLimited();
        pace = next;
        if (!isLimited()) {
            credit = Double.POSITIVE_INFINITY;
        } else if (!keepsEarned) {
            credit = Math.min(credit, burst());
        }
    }

    /** The pace in force. */
    public Pace pace() {
        return pace;
    }

    /**
     * How many tokens to write now, as one chunk. Ask again after a positive answer. After 0 ask again when
     * {@link #waitNs} has passed, when more tokens came, when the answer ended, when the connection became writable, or
     * when the hint changed, whichever is first.
     *
     * @param nowNs never before that of an earlier call
     * @param waiting tokens that were generated and not written yet, &ge; 0
     * @param ended whether no more tokens will come
     * @param writable whether the connection takes data without letting it wait
     * @return tokens to write now, which count as written from here on, at most {@code waiting}; 0 = wait
     */
    public int tokensToSend(long nowNs, int waiting, boolean ended, boolean writable) {
        if (expires && expiresAtNs - nowNs <= 0) {
            obey(Pace.UNLIMITED, nowNs);
        }
        refill(nowNs);
        waitNs = FOREVER;
        if (waiting <= 0) {
            blocked = false;
            return 0;
        }
        if (!pending) {
            pending = true;
            pendingSinceNs = nowNs;
        }
        if (!writable) {
            blocked = true;
            return 0;
        }
        int chunk = nextChunk();
        int allowed = (int) Math.min(waiting, credit + CREDIT_TOLERANCE);
        int wanted = ended ? Math.min(chunk, waiting) : chunk;
        long toDeadlineNs = pendingSinceNs + partialChunkNs(chunk) - nowNs;
        boolean overdue = toDeadlineNs <= 0;
        if (allowed >= wanted || (overdue && allowed >= 1)) {
            return send(oneTokenChunks && !blocked ? 1 : allowed);
        }
        if (overdue) {
            waitNs = creditNs(1);
        } else {
            waitNs = waiting < wanted ? toDeadlineNs : Math.min(toDeadlineNs, creditNs(wanted));
        }
        if (expires) {
            waitNs = Math.min(waitNs, expiresAtNs - nowNs);
        }
        return 0;
    }

    /**
     * After {@link #tokensToSend} answered 0: how long until the answer changes if nothing happens meanwhile, counted
     * from the time of that call; more than 0, and never past the end of a {@link HeldHint}. {@link #FOREVER} = it
     * changes only when something happens.
     */
    public long waitNs() {
        return waitNs;
    }

    /**
     * Tokens that make the next chunk full. A sender that knows when its tokens will come can sleep until there are as
     * many, and no longer than {@link #waitNs}, instead of asking again for every token.
     */
    public int nextChunk() {
        return oneTokenChunks || !begun ? 1 : Math.max(1, (int) (pace.tokensPerChunk() + carry + CREDIT_TOLERANCE));
    }

    /** After {@link #tokensToSend} answered 0: whether tokens wait only because the connection is not writable. */
    public boolean waitsForWritable() {
        return blocked;
    }

    private int send(int tokens) {
        if (!oneTokenChunks && begun) {
            carry = Math.max(0, Math.min(Math.nextDown(1.0), pace.tokensPerChunk() + carry - tokens));
        }
        begun = true;
        credit -= tokens;
        blocked = false;
        pending = false;
        return tokens;
    }

    private boolean isLimited() {
        return pace.tokensPerSecond() < fullRate;
    }

    private double burst() {
        return Math.ceil(pace.tokensPerChunk()) + 1;
    }

    private void refill(long nowNs) {
        if (isLimited()) {
            double earned = (nowNs - creditAtNs) * pace.tokensPerSecond() / NS_PER_SECOND;
            credit = blocked ? credit + earned : Math.min(credit + earned, Math.max(credit, burst()));
        }
        creditAtNs = nowNs;
    }

    /**
     * Longest wait for a full chunk. One token more than the chunk, since a limit at the very time of the full chunk
     * would cut it short by rounding.
     */
    private long partialChunkNs(int chunk) {
        double rate = isLimited() ? pace.tokensPerSecond() : fullRate;
        return (long) Math.ceil((chunk + 1) / rate * NS_PER_SECOND);
    }

    private long creditNs(int tokens) {
        return Math.max(1, (long) Math.ceil((tokens - credit) / pace.tokensPerSecond() * NS_PER_SECOND));
    }
}
