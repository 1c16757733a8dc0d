package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.client.pacer.StreamPacer;
import org.jspecify.annotations.Nullable;

/**
 * A sender and the pace its streams start with.
 *
 * @param sender how streams are sent
 * @param initialPace the pace until a hint says otherwise; only the sender <i>constant</i> may have another than
 *     {@link Pace#UNLIMITED}
 */
public record SendPolicy(Sender sender, Pace initialPace) {
    /** Between two flushes of the sender <i>timer</i>, as in the servers that have one. */
    private static final long TIMER_NS = 50_000_000L;

    public SendPolicy {
        if (sender != Sender.CONSTANT && !initialPace.equals(Pace.UNLIMITED)) {
            throw new IllegalArgumentException("a rate or a chunk was given, but only the sender constant takes them");
        }
    }

    public static SendPolicy unpaced() {
        return new SendPolicy(Sender.UNPACED, Pace.UNLIMITED);
    }

    public static SendPolicy selfClocked() {
        return new SendPolicy(Sender.SELF_CLOCKED, Pace.UNLIMITED);
    }

    /** At most {@code tokensPerSecond} (NaN = no limit) in chunks of {@code tokensPerChunk}. */
    public static SendPolicy constant(double tokensPerSecond, double tokensPerChunk) {
        return new SendPolicy(Sender.CONSTANT, new Pace(tokensPerSecond, tokensPerChunk));
    }

    public static SendPolicy hinted() {
        return new SendPolicy(Sender.HINTED, Pace.UNLIMITED);
    }

    public static SendPolicy budgeted() {
        return new SendPolicy(Sender.BUDGETED, Pace.UNLIMITED);
    }

    /**
     * One answer as this policy sends it.
     *
     * @param prior what an event costs, for a sender that counts bytes, until it has seen its own
     */
    public OutgoingAnswer answer(TokenSchedule generation, EventCost prior) {
        return sender == Sender.BUDGETED ? new BudgetedAnswer(generation, prior) : new PacedAnswer(generation, this);
    }

    /**
     * The pacer of one stream that counts tokens.
     *
     * @param fullRate tokens a second at which tokens are generated, &gt; 0
     * @param nowNs when the stream begins
     */
    public StreamPacer pacer(double fullRate, long nowNs) {
        return sender == Sender.UNPACED
                ? StreamPacer.unpaced(fullRate, nowNs)
                : new StreamPacer(initialPace, fullRate, nowNs);
    }

    /** The timer of one stream; null for senders without one. */
    @Nullable
    FlushTimer timer() {
        return sender == Sender.TIMER ? new FlushTimer(TIMER_NS) : null;
    }
}
