package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.PathSignals;

/**
 * Turns a budget into a chunk and a rate: the smallest chunk at full rate that fits, and a lower rate only when the
 * largest chunk was not enough for some seconds. It remembers nothing but the last decision.
 */
final class ChunkPlanner {
    private final Demand demand;
    private final PacingDecision before;
    private final PacingConfig config;
    private final CoalesceTuning.Chunk tuning;

    ChunkPlanner(Demand demand, PacingDecision before, PacingConfig config, CoalesceTuning.Chunk tuning) {
        this.demand = demand;
        this.before = before;
        this.config = config;
        this.tuning = tuning;
    }

    /** The smallest chunk at full rate that fits the budget (wire bytes a second), up to the hard chunk delay. */
    double fitting(double budget) {
        double most = Math.max(1, config.rateCap() * config.hardChunkDelayMs() / 1e3);
        double soft = Math.max(1, config.rateCap() * config.softChunkDelayMs() / 1e3);
        double chunk = 1;
        while (chunk < most && demand.atFullRate(chunk) > budget) {
            chunk += chunk < soft ? 1 / tuning.stepsPerToken() : 1;
        }
        return Math.min(chunk, most);
    }

    /**
     * The chunk to ask for instead of {@code wanted}. A larger one must pay for its delay, a smaller one must be worth
     * the change.
     *
     * @param capacity of the path, wire bytes a second
     */
    double settledChunk(double wanted, QueueDetector queue, double capacity) {
        double now = before.tokensPerChunk();
        if (wanted > now) {
            double steps = tuning.stepsPerToken();
            double pays = Math.floor(payingChunk(queue, capacity) * steps) / steps;
            return Math.max(now, Math.min(wanted, pays));
        }
        return wanted > now - tuning.hysteresis() && wanted > 1 ? now : wanted;
    }

    /**
     * The largest chunk that saves as much delay as it adds: it takes as long to fill as the queue that it avoids, as
     * that will be when the hint works. The first few tokens save so much that they always pay.
     *
     * @param capacity of the path, wire bytes a second
     */
    double payingChunk(QueueDetector queue, double capacity) {
        double growth = Math.max(0, demand.under(before) / capacity - 1);
        double comingS = queue.delayMs() / 1e3 + (queue.stands() ? growth * tuning.aheadS() : 0);
        return Math.max(tuning.atOnce(), 1 + comingS * config.rateCap());
    }

    /**
     * How long a sender that goes by the budget in bytes may hold a token, ms: as long as one that goes by chunks takes
     * to fill one. One token more, since such a sender finds the shortest interval by itself, and has to keep to the
     * budget while the number of its streams changes.
     */
    double holdMs(double chunk) {
        return Math.min(config.hardChunkDelayMs(), 1e3 * (chunk + 1) / config.rateCap());
    }

    /**
     * The rate to ask for, tokens a second. It is the last resort: it falls only when the largest chunk was not enough
     * for some seconds and senders are really held back. Readers ask for answers when they want; slower answers last
     * longer, so in the long run the load stays the same.
     */
    double settledRate(double chunk, double budget, QueueDetector queue, PathSignals in) {
        double now = demand.rate(before);
        double wanted = config.boundedRate(budget / demand.at(1, chunk));
        if (wanted >= now) {
            return wanted;
        }
        boolean isExhausted = chunk >= config.rateCap() * config.hardChunkDelayMs() / 1e3
                && queue.hasBegun()
                && queue.ageMs() >= tuning.exhaustedMs();
        boolean isHeldBack = in.unsentBytes() > 0 || in.appLimitedShare() < tuning.appLimitedShare();
        return isExhausted && isHeldBack ? wanted : now;
    }
}
