package dev.tokenflow.core.pacing.coalesce;

import static dev.tokenflow.core.pacing.coalesce.MemoryPlaces.NEVER;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/**
 * Whether a queue stands on the path: the newest round trip above its baseline, {@code q = rtt - baseline}, against a
 * target that grows with the baseline. That is the signal of TCP Vegas and of Netflix concurrency-limits (Gradient2).
 */
final class QueueDetector {
    private final PathSignals in;
    private final PacingConfig config;
    private final CoalesceTuning.Queue tuning;
    private final double baseline;
    private final double delayMs;
    private final double target;
    private double baselineOverride;
    private long since;

    /** @param isReceiverLimited whether round trips tell of the reader: then there is no queue of the network's */
    QueueDetector(
            MemoryPlaces memory,
            PathSignals in,
            PacingConfig config,
            CoalesceTuning.Queue tuning,
            boolean isReceiverLimited) {
        this.in = in;
        this.config = config;
        this.tuning = tuning;
        since = memory.time(Place.QUEUE_SINCE);
        baselineOverride = in.rttP50Ms() <= in.baselineRttMs() + config.minTargetMs()
                ? Double.NaN
                : Math.min(memory.number(Place.BASELINE_OVERRIDE), in.rttP50Ms());
        baseline = isOverridden() ? Math.max(baselineOverride, in.baselineRttMs()) : in.baselineRttMs();
        double newest = PathSignals.isPositive(in.newestRttMs()) ? in.newestRttMs() : in.rttP50Ms();
        delayMs = isReceiverLimited ? 0 : Math.max(0, newest - baseline);
        target = Math.max(config.minTargetMs(), config.targetShare() * baseline);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.QUEUE_SINCE, since);
        memory.put(Place.BASELINE_OVERRIDE, baselineOverride);
    }

    /** Queueing delay of the newest round trips, ms. */
    double delayMs() {
        return delayMs;
    }

    /** The round trip without a queue, ms. */
    double baseline() {
        return baseline;
    }

    boolean stands() {
        return delayMs > target;
    }

    /** High enough to need no second look. */
    boolean isObvious() {
        return delayMs > tuning.obviousTargets() * target;
    }

    /** A queue is seen, now or since before. */
    void begin() {
        if (since == NEVER) {
            since = in.nowMs();
        }
    }

    /** No queue is seen, or the one that is does not count. */
    void end() {
        since = NEVER;
    }

    /** Whether a queue was seen, confirmed or not. */
    boolean hasBegun() {
        return since != NEVER;
    }

    /** How long the queue has stood, ms; meaningful only once it {@link #hasBegun}. */
    long ageMs() {
        return in.nowMs() - since;
    }

    /** Whether it has stood for a second look. */
    boolean isSeenAgain() {
        return ageMs() >= config.confirmMs();
    }

    /**
     * Whether a queue has just gone that never filled the short window: a gap in the link, or a spike of the round
     * trip.
     *
     * @param actedMs when a queue was last acted on
     */
    boolean wasShort(long actedMs) {
        return hasBegun() && actedMs - since < tuning.shortWindowMs();
    }

    /** Whether all of the delivery rate's window lies within the time of the queue. */
    boolean fillsShortWindow() {
        return ageMs() >= tuning.shortWindowMs();
    }

    /**
     * The time before a measurement that it speaks for as well, s: the whole short window for the first one that the
     * window allows, nothing for those after it.
     *
     * @param seconds the measurement itself stands for
     */
    double firstWindowS(double seconds) {
        return ageMs() - 1e3 * seconds < tuning.shortWindowMs() ? tuning.shortWindowMs() / 1e3 : 0;
    }

    /**
     * Whether to act on the queue. A trusted forecast is the second look: when it says that the queue will stand, no
     * other is needed; when it says that the queue will be gone, it gets another.
     */
    boolean isConfirmed(PathForecast forecast) {
        return ageMs() >= confirmMs(forecast) || isObvious();
    }

    private double confirmMs(PathForecast forecast) {
        if (!forecast.trusted()) {
            return config.confirmMs();
        }
        return forecast.rttMs() - baseline > target ? 0 : tuning.doubtedLooks() * config.confirmMs();
    }

    /** From the next step on the present round trip is the baseline: the rise is not ours. */
    void raiseBaseline() {
        baselineOverride = in.rttP50Ms();
    }

    boolean isOverridden() {
        return !Double.isNaN(baselineOverride);
    }

    /** Median round trip above the measured baseline, whatever replaced that, ms. */
    double aboveMeasuredBaselineMs() {
        return in.rttP50Ms() - in.baselineRttMs();
    }

    /** Whether that would be a queue if the baseline had not been replaced. */
    boolean standsAboveMeasuredBaseline() {
        return aboveMeasuredBaselineMs() > Math.max(config.minTargetMs(), config.targetShare() * in.baselineRttMs());
    }
}
