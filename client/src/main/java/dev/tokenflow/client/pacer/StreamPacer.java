package dev.tokenflow.client.pacer;

/**
 * Decides, for one stream, when tokens leave and how many share a chunk.
 *
 * <p>The owner calls {@link #poll} whenever something changed. A positive answer is a chunk to write now (then poll
 * again); 0 means wait: for writability while {@link #waitsForWritable()}, else until {@link #wakeAtNs()} or until
 * {@link #tokensAwaited()} tokens were generated, whichever is first.
 *
 * <p>The rules, in order:
 *
 * <ul>
 *   <li>the first token of an answer leaves as soon as the transport takes it;
 *   <li>a rate below the full rate is a token bucket that holds one chunk and one token more, so that a late timer
 *       costs no throughput. A rate at or above the full rate never binds: tokens do not come faster. While the
 *       transport refuses data the bucket fills without bound, so that what became due meanwhile can leave as one
 *       chunk;
 *   <li>a chunk holds at least the pace's tokens, and everything that is due and allowed; a fractional chunk alternates
 *       between the whole numbers beside it with the exact mean. The end of the answer flushes;
 *   <li>a partial chunk waits no longer than a full one and one token more would take at the slower of both rates.
 * </ul>
 *
 * {@link #unpaced} differs: one token a chunk, and everything due in one chunk after the transport had refused data.
 */
public final class StreamPacer {
    /** {@link #wakeAtNs()} when only an event, not time, changes the answer. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final double NS_PER_SECOND = 1e9;
    /** Credit this close to a whole token counts as whole: sums of doubles miss it by less. */
    private static final double CREDIT_TOLERANCE = 1e-6;

    private final boolean oneTokenChunks;
    private final double fullRate;
    private Pace pace;

    private int sent;
    private boolean blocked;
    /** Part of a token by which chunks fell short of the pace's fractional chunk so far, 0 to 1. */
    private double carry;
    /** Tokens that may leave now; infinite without a limit. */
    private double credit;

    private long creditAtNs;
    private long pendingSinceNs = NEVER;
    private long wakeAtNs = NEVER;
    private int tokensAwaited = 1;

    /**
     * @param initial the first pace
     * @param fullRate tokens a second at which tokens are generated, &gt; 0
     * @param nowNs when the stream begins, on the clock of {@link #poll}
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
     * A pacer that does what servers without hints do: one token a chunk, and everything that is due in one chunk after
     * the transport had refused data. What a pacer with hints is compared with.
     */
    public static StreamPacer unpaced(double fullRate, long nowNs) {
        return new StreamPacer(Pace.UNLIMITED, fullRate, nowNs, true);
    }

    /** Changes the pace from {@code nowNs} on; poll afterwards, since the waiting time may have changed. */
    public void pace(Pace next, long nowNs) {
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
     * Decides at {@code nowNs}.
     *
     * @param nowNs never before an earlier call's
     * @param generated tokens generated so far, never less than in an earlier call
     * @param ended whether no more will come
     * @param writable whether the transport takes data
     * @return tokens to write now as one chunk, counted as sent from here on; 0 = wait
     */
    public int poll(long nowNs, int generated, boolean ended, boolean writable) {
        refill(nowNs);
        wakeAtNs = NEVER;
        int pending = generated - sent;
        int chunk = nextChunk();
        tokensAwaited = sent + chunk;
        if (pending <= 0) {
            blocked = false;
            return 0;
        }
        if (pendingSinceNs == NEVER) {
            pendingSinceNs = nowNs;
        }
        if (!writable) {
            blocked = true;
            return 0;
        }
        int allowed = (int) Math.min(pending, credit + CREDIT_TOLERANCE);
        int wanted = ended ? Math.min(chunk, pending) : chunk;
        long deadlineNs = partialDeadlineNs(chunk);
        boolean overdue = nowNs >= deadlineNs;
        if (allowed >= wanted || (overdue && allowed >= 1)) {
            return send(oneTokenChunks && !blocked ? 1 : allowed);
        }
        if (overdue) {
            wakeAtNs = creditNs(1, nowNs);
        } else {
            wakeAtNs = pending < wanted ? deadlineNs : Math.min(deadlineNs, creditNs(wanted, nowNs));
        }
        return 0;
    }

    /**
     * After {@link #poll} returned 0: when to poll again if nothing else happens; {@link #NEVER} = only on an event.
     */
    public long wakeAtNs() {
        return wakeAtNs;
    }

    /** After {@link #poll} returned 0: the total of generated tokens that would make a full chunk. */
    public int tokensAwaited() {
        return tokensAwaited;
    }

    /** After {@link #poll} returned 0: whether tokens are held back by the transport alone. */
    public boolean waitsForWritable() {
        return blocked;
    }

    /** Tokens handed out so far. */
    public int sent() {
        return sent;
    }

    private int send(int tokens) {
        if (!oneTokenChunks && sent > 0) {
            carry = Math.max(0, Math.min(Math.nextDown(1.0), pace.tokensPerChunk() + carry - tokens));
        }
        sent += tokens;
        credit -= tokens;
        blocked = false;
        pendingSinceNs = NEVER;
        return tokens;
    }

    private int nextChunk() {
        return oneTokenChunks || sent == 0 ? 1 : Math.max(1, (int) (pace.tokensPerChunk() + carry + CREDIT_TOLERANCE));
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
     * One token more than the chunk: a deadline that fell together with the full chunk would cut it short by rounding.
     */
    private long partialDeadlineNs(int chunk) {
        double rate = isLimited() ? pace.tokensPerSecond() : fullRate;
        return pendingSinceNs + (long) Math.ceil((chunk + 1) / rate * NS_PER_SECOND);
    }

    private long creditNs(int tokens, long nowNs) {
        return nowNs + Math.max(1, (long) Math.ceil((tokens - credit) / pace.tokensPerSecond() * NS_PER_SECOND));
    }
}
