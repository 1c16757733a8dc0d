package dev.tokenflow.client.pacer;

import dev.tokenflow.protocol.hint.Hint;

/**
 * Decides for one stream when the deltas that wait leave together as one event. A delta is a piece of text as the
 * engine sent it, of one token or of many. This is the pacer of a sender that knows what leaves its socket; one that
 * knows only tokens uses {@link StreamPacer}.
 *
 * <pre>{@code
 * pacer.obey(hints.heldHint(client), streamsToThatClient, now);
 * if (pacer.mayWrite(now, waiting.size(), waiting.oldestNs(), waiting.mustFlush(), socket.isWritable())) {
 *     int deltas = waiting.size();
 *     pacer.wrote(now, deltas, EventCost.wireBytes(socket.writeOneEvent(waiting)));
 * } else {
 *     // ask again when another delta came, when the socket became writable, when the hint changed,
 *     // and after pacer.waitNs() at the latest
 * }
 * }</pre>
 *
 * <p>The rules, in this order:
 *
 * <ul>
 *   <li>While the connection is not writable nothing leaves. What comes meanwhile waits and is merged.
 *   <li>The first event, and what the caller must flush, leaves at once.
 *   <li>Without a hint, and under a hint that sets no budget, every delta leaves at once.
 *   <li>A budget ({@link Hint#clientBytesPerSecond()}) is divided equally among the client's streams. An event leaves
 *       as soon as the share pays for it. With E wire bytes for an event, d for a delta, r deltas a second and a share
 *       of B bytes a second, that makes one event every {@code T = E / (B - d r)} seconds. What events cost is learnt
 *       from {@link #wrote}; the first one, which the head of the answer and an untrained compression make large, is
 *       charged like any other. When T is below the time between two deltas, nothing is held. Between two deltas
 *       nothing comes that an event could take along, so it leaves with the last delta before its time, on credit.
 *   <li>No delta waits longer than {@link Hint#holdMs()}, and {@value #LONGEST_HOLD_MS} ms at most, whatever the hint
 *       says. A budget that not even such events fit into is exceeded: the stream goes on, and the queue of the kernel
 *       holds it back.
 *   <li>A hint without a budget that asks for larger chunks comes from a job that knows only tokens. Then deltas are
 *       counted: an event leaves with as many as make {@link Hint#tokensPerChunk()}, and where
 *       {@link Hint#tokensPerSecond()} is below what the engine makes, not before a chunk takes that long.
 *   <li>A hint that has expired is none.
 * </ul>
 *
 * <p>Not safe for use by several threads at once. All times are ns of one monotonic clock, that of {@link HeldHint}.
 */
public final class EventPacer {
    /** {@link #waitNs} when only an event, not the passing of time, changes the answer. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Longest time that any hint can hold a delta, ms. */
    public static final long LONGEST_HOLD_MS = 1_000;

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;

    /** A rate this share of the engine's is a limit; one above it is only the noise of measuring the engine. */
    private static final double ENOUGH_BELOW = 0.9;

    /** Deltas this close to a whole number count as whole: sums of doubles miss it by less. */
    private static final double COUNT_TOLERANCE = 1e-6;

    private final EventCostEstimator costs;
    private final ByteBudget budget = new ByteBudget();
    private final DeltaRate rate;
    private HeldHint held;
    private long holdNs;
    private double tokensPerDelta = 1;

    private boolean begun;
    private long lastWriteNs;
    private int waitingBefore;
    /** Part of a delta by which events fell short of the hint's chunk so far, 0 to 1; only where deltas are counted. */
    private double carry;

    private boolean blocked;
    private long waitNs = FOREVER;

    /**
     * A pacer without limits until a hint sets some.
     *
     * @param prior what an event costs, until the stream's own events have shown it
     * @param nowNs when the stream begins
     */
    public EventPacer(EventCost prior, long nowNs) {
        costs = new EventCostEstimator(prior);
        rate = new DeltaRate(nowNs);
        held = new HeldHint(Hint.unpaced("nobody"), nowNs);
    }

    /**
     * Does what a hint says from {@code nowNs} on. Cheap, so it may be called before every {@link #mayWrite}; ask that
     * afterwards.
     *
     * @param next the hint, and until when it may be used
     * @param activeStreams streams that the sender has to that client now, this one included, &ge; 1
     */
    public void obey(HeldHint next, int activeStreams, long nowNs) {
        if (activeStreams < 1) {
            throw new IllegalArgumentException("active streams is " + activeStreams + ", expected at least 1");
        }
        held = next;
        Hint hint = next.hint();
        double holdMs = Double.isNaN(hint.holdMs()) ? LONGEST_HOLD_MS : Math.min(hint.holdMs(), LONGEST_HOLD_MS);
        holdNs = (long) (holdMs * NS_PER_MS);
        boolean isValid = next.remainingNs(nowNs) > 0;
        budget.limit(
                isValid ? hint.clientBytesPerSecond() / activeStreams : Double.NaN,
                costs.cost().bytes(1),
                nowNs);
    }

    /** The same for a hint of which the caller knows that it is valid, and which the caller replaces in time. */
    public void obey(Hint hint, int activeStreams, long nowNs) {
        obey(HeldHint.withoutEnd(hint, nowNs), activeStreams, nowNs);
    }

    /** Tokens in a delta on average, &gt; 0, for hints that only know tokens; 1 until this says otherwise. */
    public void tokensPerDelta(double mean) {
        if (!(mean > 0 && Double.isFinite(mean))) {
            throw new IllegalArgumentException("tokens per delta is " + mean + ", expected > 0");
        }
        tokensPerDelta = mean;
    }

    /**
     * Whether everything that waits may leave now, as one event. Call {@link #wrote} when it did.
     *
     * @param nowNs never before that of an earlier call
     * @param waitingDeltas came and were not written yet, &ge; 0
     * @param oldestNs when the oldest of them came
     * @param mustFlush whether something waits that must not be held: the end, or what cannot be merged
     * @param writable whether the connection takes data without letting it wait
     */
    public boolean mayWrite(long nowNs, int waitingDeltas, long oldestNs, boolean mustFlush, boolean writable) {
        boolean justCame = waitingDeltas > waitingBefore;
        rate.came(Math.max(0, waitingDeltas - waitingBefore), nowNs);
        waitingBefore = waitingDeltas;
        waitNs = FOREVER;
        blocked = !writable && (waitingDeltas > 0 || mustFlush);
        if (!writable || (waitingDeltas <= 0 && !mustFlush)) {
            return false;
        }
        long validNs = held.remainingNs(nowNs);
        if (mustFlush || !begun || validNs <= 0) {
            return true;
        }
        long holdLeftNs = holdNs - (nowNs - oldestNs);
        if (holdLeftNs <= 0) {
            return true;
        }
        long plannedNs = budget.isLimited()
                ? budgetWaitNs(waitingDeltas, justCame, nowNs)
                : countWaitNs(waitingDeltas, oldestNs, nowNs);
        waitNs = plannedNs <= 0 ? FOREVER : Math.min(plannedNs, Math.min(holdLeftNs, validNs));
        return plannedNs <= 0;
    }

    /**
     * After {@link #mayWrite} answered false: how long until the answer changes if nothing happens meanwhile, counted
     * from the time of that call; more than 0. It never goes past the end of the hint. {@link #FOREVER} = it changes
     * only when something happens: nothing waits, or the connection is not writable.
     */
    public long waitNs() {
        return waitNs;
    }

    /**
     * For how long nothing can leave, however many deltas come, because the budget is spent, ns. A caller need not look
     * for deltas until then. 0 = that is not known: deltas may leave as soon as they come.
     */
    public long quietNs(long nowNs) {
        if (!begun || held.remainingNs(nowNs) <= 0) {
            return 0;
        }
        double needed = costs.cost().bytes(Math.max(1, waitingBefore));
        return budget.fits(needed, nowNs) ? 0 : Math.min(holdNs, budget.waitNs(needed));
    }

    /** After {@link #mayWrite} answered false: whether deltas wait only because the connection is not writable. */
    public boolean waitsForWritable() {
        return blocked;
    }

    /**
     * One event left.
     *
     * @param deltas that were in it; 0 for something else, such as a comment, which only counts for the budget
     * @param wireBytes all that it cost on the wire, see {@link EventCost#wireBytes}
     */
    public void wrote(long nowNs, int deltas, long wireBytes) {
        // The head of an answer cannot be held back, and tokens that paid for it would only come late.
        boolean isFirst = !begun && deltas > 0;
        budget.spend(isFirst ? Math.min(wireBytes, costs.cost().bytes(deltas)) : wireBytes, nowNs);
        waitingBefore = Math.max(0, waitingBefore - deltas);
        if (deltas <= 0) {
            return;
        }
        if (begun) {
            // Not the first one: it pays for the head of the answer and for all that compression has not seen yet.
            costs.learn(deltas, wireBytes);
        }
        carry = begun && !budget.isLimited()
                ? Math.max(0, Math.min(Math.nextDown(1.0), chunkDeltas() + carry - deltas))
                : 0;
        begun = true;
        lastWriteNs = nowNs;
    }

    /** What an event costs, as far as it is known. */
    public EventCost cost() {
        return costs.cost();
    }

    /** Between two deltas an event would only wait; so it leaves with the last one before its time, on credit. */
    private long budgetWaitNs(int waiting, boolean justCame, long nowNs) {
        double needed = costs.cost().bytes(waiting);
        if (budget.fits(needed, nowNs)) {
            return 0;
        }
        long planned = budget.waitNs(needed);
        return justCame && planned < NS_PER_SECOND / rate.perSecond() ? 0 : planned;
    }

    private long countWaitNs(int waiting, long oldestNs, long nowNs) {
        double engine = rate.perSecond() * tokensPerDelta;
        Pace pace = Pace.of(held.hint());
        boolean isCut = pace.tokensPerSecond() < ENOUGH_BELOW * engine;
        double chunk = Math.max(tokensPerDelta, pace.tokensPerChunk());
        if (isCut) {
            return lastWriteNs + ns(chunk / pace.tokensPerSecond()) - nowNs;
        }
        boolean isFull = waiting >= (int) (chunkDeltas() + carry + COUNT_TOLERANCE);
        return isFull ? 0 : oldestNs + ns((chunk + tokensPerDelta) / engine) - nowNs;
    }

    private double chunkDeltas() {
        return Math.max(1, held.hint().tokensPerChunk() / tokensPerDelta);
    }

    private static long ns(double seconds) {
        return (long) Math.ceil(seconds * NS_PER_SECOND);
    }
}
