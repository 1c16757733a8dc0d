package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.capacity.CapacityHistory;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * One step of {@link CoalesceFirstLaw} on a path that was seen just now: the switch between its regimes. It owns the
 * budget; what it needs to know is found out by the parts.
 */
final class CoalesceStep {
    private final PathSignals in;
    private final PathForecast forecast;
    private final PacingDecision before;
    private final PacingConfig config;
    private final CoalesceTuning tuning;
    private final double sinceLastS;
    private final Demand demand;
    private final QueueDetector queue;
    private final CauseCheck cause;
    private final CapacityEstimator capacity;
    private final CapacityProbe probe;
    private final BudgetUse use;
    private final ChunkPlanner planner;
    private final EventBudget events;
    private final DecisionText text;
    private final boolean isReceiverLimited;
    private double budget;
    private double budgetBefore;
    private long raisedAt;

    CoalesceStep(
            PacingDecision before,
            MemoryPlaces memory,
            PathSignals in,
            PathForecast forecast,
            PacingConfig config,
            WireCost wire,
            CoalesceTuning tuning) {
        this.in = in;
        this.forecast = forecast;
        text = new DecisionText(forecast);
        this.before = before;
        this.config = config;
        this.tuning = tuning;
        budget = memory.number(Place.BUDGET);
        budgetBefore = memory.number(Place.BUDGET_BEFORE);
        raisedAt = memory.time(Place.RAISED_AT);
        long lastMs = memory.time(Place.LAST_STEP);
        sinceLastS = lastMs == MemoryPlaces.NEVER ? 0 : Math.max(0, in.nowMs() - lastMs) / 1e3;
        demand = new Demand(memory, in, sinceLastS, config, wire, tuning);
        isReceiverLimited =
                in.causes().receiverLimitedShare() >= tuning.receiver().limitedShare();
        queue = new QueueDetector(memory, in, config, tuning.queue(), isReceiverLimited);
        cause = new CauseCheck(memory, config, tuning.cause());
        capacity = new CapacityEstimator(memory, in, tuning.capacity());
        probe = new CapacityProbe(memory, in, config, tuning.probe());
        use = new BudgetUse(memory, in, config, tuning);
        planner = new ChunkPlanner(demand, before, config, tuning.chunk());
        events = new EventBudget(memory, in.nowMs(), demand, tuning);
    }

    PacingState run() {
        double seconds = Math.min(sinceLastS, tuning.step().longestS());
        capacity.decay(seconds);
        if (queue.stands()) {
            use.end();
            underQueue(seconds);
        } else {
            forgetShortQueue();
            queue.end();
            cause.end();
            if (isReceiverLimited) {
                holdStill();
            } else if (isLimited()) {
                underBudget(seconds);
            }
        }
        PacingDecision decision = isLimited() ? limited() : unlimited();
        return new PacingState(decision, memory());
    }

    private double[] memory() {
        MemoryPlaces memory = capacity.write();
        memory.put(Place.BUDGET, budget);
        memory.put(Place.BUDGET_BEFORE, budgetBefore);
        memory.put(Place.RAISED_AT, raisedAt);
        memory.put(Place.LAST_STEP, in.nowMs());
        demand.write(memory);
        queue.write(memory);
        cause.write(memory);
        probe.write(memory);
        use.write(memory);
        events.write(memory);
        return memory.toArray();
    }

    private boolean isLimited() {
        return !Double.isNaN(budget);
    }

    /** A queue stands: measure what the link carries and ask for less than that, so that the queue drains. */
    private void underQueue(double seconds) {
        if (!queue.hasBegun()) {
            budgetBefore = probe.isRunning() ? probe.from() : budget;
        }
        queue.begin();
        events.queueStands();
        if (!queue.isConfirmed(forecast) && !isLimited()) {
            return;
        }
        if (probe.isRunning()) {
            budget = probe.fail(budget);
        }
        capacity.measure(queue, Math.max(seconds, tuning.step().shortestMeasuredS()), isLimited());
        double share = Math.max(tuning.capacity().leastShare(), config.headroom() - queue.delayMs() / config.drainMs());
        budget = Math.min(capacity.capacity() * share, safeBudget());
        raisedAt = in.nowMs();
        if (cause.isNotOurs(in, queue.delayMs(), demand.under(before), demand.hasGrown())) {
            queue.raiseBaseline();
            release();
        }
    }

    /** A queue that went at once was no dip of the link: all is as it was before. */
    private void forgetShortQueue() {
        if (isLimited() && queue.wasShort(raisedAt)) {
            budget = budgetBefore;
            if (!isLimited()) {
                release();
            }
        }
    }

    /** What arrives is what the reader takes: it says nothing of the budget, nor of a probe. */
    private void holdStill() {
        use.end();
        events.pause(Math.round(1e3 * sinceLastS));
        if (probe.isRunning()) {
            budget = probe.from();
        }
        probe.giveUp();
    }

    /**
     * No queue, but a budget: rise to what the link is known to carry safely, and see whether the bottleneck is gone.
     */
    private void underBudget(double seconds) {
        capacity.carried(Math.min(in.deliveryRate(), demand.under(before)), seconds);
        if (use.isFree(tuning.events().exact() * budget, budgetInBytes(), before, demand)) {
            capacity.probeCarried(in.deliveryRate(), true, tuning.probe().discount());
            release();
            return;
        }
        if (probe.isRunning()) {
            if (probe.isOver(queue.baseline())) {
                probeCarried();
            }
        } else if (in.nowMs() - raisedAt >= config.probeMs() + queue.baseline()) {
            if (capacity.knowsNoDip()) {
                release();
                return;
            }
            double safe = safeBudget();
            if (safe > budget) {
                raise(safe);
                if (carriesFullDemand()) {
                    release();
                    return;
                }
            }
        }
        double serviceMs = demand.serviceMs(before.tokensPerChunk(), capacity.capacity());
        double standingMs = Math.max(queue.delayMs(), in.rttP50Ms() - queue.baseline());
        boolean isGone = probe.seesBottleneckGone(serviceMs, standingMs, capacity.isSteady());
        if (isGone && probe.mayStart()) {
            budget = probe.start(budget, demand.atFullRate(planner.fitting(budget)));
        }
    }

    /** One bucket of the history at a time. */
    private void raise(double safe) {
        double present = Math.max(budget, demand.atFullRate(before.tokensPerChunk()));
        budget = Math.min(safe, CapacityHistory.above(present));
        raisedAt = in.nowMs();
    }

    private void probeCarried() {
        boolean isFullDemand = carriesFullDemand();
        capacity.probeCarried(budget, isFullDemand, tuning.probe().discount());
        probe.succeed(budget);
        if (isFullDemand) {
            release();
        }
    }

    private double safeBudget() {
        return capacity.safeBudget(demand.atFullRate(1 + config.rateCap() * config.softChunkDelayMs() / 1e3));
    }

    private boolean carriesFullDemand() {
        return budget >= demand.atFullRate(1);
    }

    /** No limit any more: full rate, one token a chunk. */
    private void release() {
        budget = Double.NaN;
        capacity.release();
        probe.release();
        use.end();
        cause.end();
        queue.end();
    }

    private PacingDecision limited() {
        double chunk = planner.settledChunk(planner.fitting(budget), queue, capacity.capacity());
        double rate = planner.settledRate(chunk, budget, queue, in);
        boolean asks = chunk > 1 || rate < config.rateCap();
        PathCondition condition = asks || queue.stands() ? PathCondition.CONGESTED : PathCondition.CLEAR;
        int streams = demand.streams();
        String why = isReceiverLimited
                ? text.heldForReceiver(in.causes().receiverLimitedShare())
                : text.limited(queue, probe.isRunning(), capacity.capacity(), streams);
        return new PacingDecision(
                rate, chunk, condition, in.confidence(), budget / streams, budgetInBytes(), planner.holdMs(chunk), why);
    }

    private double budgetInBytes() {
        return queue.stands()
                ? events.underQueue(budget, capacity.capacity(), planner.payingChunk(queue, capacity.capacity()))
                : events.withoutQueue(budget, capacity.capacity(), capacity.isSteady());
    }

    private PacingDecision unlimited() {
        if (!isReceiverLimited && queue.isOverridden() && queue.standsAboveMeasuredBaseline()) {
            return fullRate(PathCondition.CONGESTED, text.notOurs(queue));
        }
        double lossShare = in.lossShare();
        if (lossShare > config.lossyShare() && !lossesAreOfTheQueue()) {
            return fullRate(PathCondition.LOSSY, text.lossy(lossShare));
        }
        return fullRate(
                PathCondition.CLEAR,
                isReceiverLimited
                        ? text.receiverLimited(in.causes().receiverLimitedShare())
                        : text.clear(queue.hasBegun()));
    }

    /** Segments are counted over seconds: what a queue lost when it overflowed is in there after it has gone. */
    private boolean lossesAreOfTheQueue() {
        return raisedAt != MemoryPlaces.NEVER
                && in.nowMs() - raisedAt < 1e3 * tuning.step().segmentsS();
    }

    private PacingDecision fullRate(PathCondition condition, String why) {
        return new PacingDecision(
                config.rateCap(), 1, condition, in.confidence(), Double.NaN, Double.NaN, /* holdMs= */ 0, why);
    }
}
