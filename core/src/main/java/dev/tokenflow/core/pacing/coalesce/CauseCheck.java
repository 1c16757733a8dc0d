package dev.tokenflow.core.pacing.coalesce;

import static dev.tokenflow.core.pacing.coalesce.MemoryPlaces.NEVER;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/**
 * Whether a queue is ours. When the demand was halved, what is sent passes, and the queue has not moved for
 * {@link PacingConfig#noEffectMs}, something else holds the packets up: another sender, or a longer route.
 */
final class CauseCheck {
    private final PacingConfig config;
    private final CoalesceTuning.Cause tuning;
    private long actedSince;
    private double queueAtCut;
    private double demandAtCut;

    CauseCheck(MemoryPlaces memory, PacingConfig config, CoalesceTuning.Cause tuning) {
        this.config = config;
        this.tuning = tuning;
        actedSince = memory.time(Place.ACTED_SINCE);
        queueAtCut = memory.number(Place.QUEUE_AT_CUT);
        demandAtCut = memory.number(Place.DEMAND_AT_CUT);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.ACTED_SINCE, actedSince);
        memory.put(Place.QUEUE_AT_CUT, queueAtCut);
        memory.put(Place.DEMAND_AT_CUT, demandAtCut);
    }

    /** Nothing is cut any more. */
    void end() {
        actedSince = NEVER;
    }

    /**
     * One look at a queue that is acted on.
     *
     * @param demand of the streams since the last decision, wire bytes a second
     * @param isGrowing whether more streams begin: their first events wait for no budget, so the queue may well be ours
     * @return whether the queue turns out to be somebody else's
     */
    boolean isNotOurs(PathSignals in, double queueMs, double demand, boolean isGrowing) {
        if (actedSince == NEVER) {
            actedSince = in.nowMs();
            queueAtCut = queueMs;
            demandAtCut = demand;
            return false;
        }
        if (isGrowing || !(queueMs >= tuning.unmovedShare() * queueAtCut)) {
            actedSince = in.nowMs();
            queueAtCut = queueMs;
            return false;
        }
        boolean halved = demand <= tuning.halvedShare() * demandAtCut;
        return halved && passesThrough(in, demand) && in.nowMs() - actedSince >= config.noEffectMs();
    }

    /** What is sent arrives and no more than that: nothing of ours is left to drain. */
    private boolean passesThrough(PathSignals in, double demand) {
        return in.unsentBytes() == 0 && in.deliveryRate() <= tuning.passingShare() * demand;
    }
}
