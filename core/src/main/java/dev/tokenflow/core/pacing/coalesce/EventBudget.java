package dev.tokenflow.core.pacing.coalesce;

import static dev.tokenflow.core.pacing.coalesce.MemoryPlaces.NEVER;

import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;

/**
 * What senders that count bytes may use, wire bytes a second: never less than the budget that chunks are planned from.
 * Such senders hold tokens for exactly as long as it takes to pay for an event, so a budget that is too small only adds
 * delay. The first few tokens of an event save most of what can be saved.
 *
 * <ul>
 *   <li>While a queue stands they may use as much as events of the largest size need that still pays for its delay, as
 *       long as the link carries it and the queue drains.
 *   <li>While none stands, no remembered dip takes away what events of a few tokens need, unless the path did not even
 *       carry that a moment ago, or whenever it was measured. The longer no queue is seen, the more they may use: by
 *       and by it shows what a changing path carries, also where round trips are too noisy to say that a bottleneck is
 *       gone.
 * </ul>
 */
final class EventBudget {
    private final Demand demand;
    private final CoalesceTuning.Events tuning;
    private final double fewTokens;
    private final long nowMs;
    private long queueAt;

    EventBudget(MemoryPlaces memory, long nowMs, Demand demand, CoalesceTuning tuning) {
        this.nowMs = nowMs;
        this.demand = demand;
        this.tuning = tuning.events();
        fewTokens = tuning.chunk().atOnce();
        queueAt = memory.time(Place.QUEUE_AT);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.QUEUE_AT, queueAt);
    }

    /** A queue is seen. */
    void queueStands() {
        queueAt = nowMs;
    }

    /** For so long nothing could be learned, ms: the time does not count. */
    void pause(long ms) {
        if (queueAt != NEVER) {
            queueAt += ms;
        }
    }

    /**
     * While a queue stands.
     *
     * @param budget that chunks are planned from
     * @param capacity of the path as it was last measured
     * @param payingChunk the largest chunk that saves as much delay as it adds
     */
    double underQueue(double budget, double capacity, double payingChunk) {
        return Math.max(budget, Math.min(need(payingChunk), tuning.drainingShare() * capacity));
    }

    /**
     * While none stands.
     *
     * @param budget that chunks are planned from
     * @param capacity of the path as it was last measured
     * @param isSteady whether it was about the same whenever it was measured: then it is believed for longer
     */
    double withoutQueue(double budget, double capacity, boolean isSteady) {
        double quietS = queueAt == NEVER ? 0 : (nowMs - queueAt) / 1e3;
        double few = need(fewTokens) * (1 + tuning.growth() * quietS);
        boolean believesCapacity = isSteady || quietS < tuning.quietS();
        return Math.max(tuning.exact() * budget, believesCapacity ? Math.min(few, capacity) : few);
    }

    private double need(double tokens) {
        return tuning.spare() * demand.inEvents(tokens);
    }
}
