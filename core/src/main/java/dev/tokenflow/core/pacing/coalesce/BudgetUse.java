package dev.tokenflow.core.pacing.coalesce;

import static dev.tokenflow.core.pacing.coalesce.MemoryPlaces.NEVER;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/**
 * Whether the budget restricts the senders at all. It is asked only while no queue stands, so all that the senders want
 * passes then if it does not, and there is nothing left to hold back:
 *
 * <ul>
 *   <li>They do not follow their hints: more than the budget is delivered, in more and smaller events than the chunk
 *       allows. The second half is what tells them from senders that do follow and whose events are larger than the law
 *       believes; those would fill the path if they were let go.
 *   <li>They need much less than the budget.
 * </ul>
 */
final class BudgetUse {
    private final PathSignals in;
    private final PacingConfig config;
    private final CoalesceTuning tuning;
    private long ignoredSince;
    private long unusedSince;

    BudgetUse(MemoryPlaces memory, PathSignals in, PacingConfig config, CoalesceTuning tuning) {
        this.in = in;
        this.config = config;
        this.tuning = tuning;
        ignoredSince = memory.time(Place.IGNORED_SINCE);
        unusedSince = memory.time(Place.UNUSED_SINCE);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.IGNORED_SINCE, ignoredSince);
        memory.put(Place.UNUSED_SINCE, unusedSince);
    }

    /** A queue stands, or no budget holds. */
    void end() {
        ignoredSince = NEVER;
        unusedSince = NEVER;
    }

    /**
     * One look at a path without a queue.
     *
     * @param inChunks what chunks may use of the budget that holds, wire bytes a second
     * @param inBytes what senders that count bytes may use, at least as much
     * @param before the decision that the senders know
     * @param demand how many streams there are
     * @return whether the budget has not restricted the senders for long enough to be sure
     */
    boolean isFree(double inChunks, double inBytes, PacingDecision before, Demand demand) {
        ignoredSince = since(ignoredSince, isIgnored(inBytes, before, demand));
        unusedSince = since(unusedSince, isUnused(inChunks, demand));
        return lasts(ignoredSince, tuning.use().ignoredMs())
                || lasts(unusedSince, tuning.use().unusedMs());
    }

    private boolean isIgnored(double budget, PacingDecision before, Demand demand) {
        double events = in.segments() / tuning.step().segmentsS();
        double allowed = demand.streams() * config.rateCap() / before.tokensPerChunk();
        return in.unsentBytes() == 0
                && in.deliveryRate() > tuning.use().overShare() * budget
                && events > tuning.use().eventsShare() * allowed;
    }

    private boolean isUnused(double budget, Demand demand) {
        return in.deliveryRate() < tuning.use().underShare() * budget
                && demand.isAtItsHighest(tuning.use().streamsShare());
    }

    private long since(long before, boolean holds) {
        return !holds ? NEVER : before == NEVER ? in.nowMs() : before;
    }

    private boolean lasts(long since, double ms) {
        return since != NEVER && in.nowMs() - since >= ms;
    }
}
