package dev.tokenflow.core.pacing.coalesce;

import static dev.tokenflow.core.pacing.coalesce.MemoryPlaces.NEVER;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/**
 * When to try a larger budget and by how much, one probe at a time, each watched for longer than the loop's delay
 * (BBR's probing, Cardwell et al. 2016; Copa, Arun and Balakrishnan 2018). If the path carries a probe, the next one is
 * larger; if a probe causes a queue, the next one waits twice as long.
 */
final class CapacityProbe {
    private final PathSignals in;
    private final PacingConfig config;
    private final CoalesceTuning.Probe tuning;
    private long since;
    private double from;
    private double ceiling;
    private double gain;
    private long next;
    private double waitMs;
    private long bottleneckGoneSince;

    CapacityProbe(MemoryPlaces memory, PathSignals in, PacingConfig config, CoalesceTuning.Probe tuning) {
        this.in = in;
        this.config = config;
        this.tuning = tuning;
        since = memory.time(Place.PROBE_SINCE);
        from = memory.number(Place.PROBE_FROM);
        ceiling = memory.number(Place.PROBE_CEILING);
        gain = memory.number(Place.PROBE_GAIN);
        next = memory.time(Place.NEXT_PROBE);
        waitMs = memory.number(Place.PROBE_WAIT);
        bottleneckGoneSince = memory.time(Place.BOTTLENECK_GONE_SINCE);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.PROBE_SINCE, since);
        memory.put(Place.PROBE_FROM, from);
        memory.put(Place.PROBE_CEILING, ceiling);
        memory.put(Place.PROBE_GAIN, gain);
        memory.put(Place.NEXT_PROBE, next);
        memory.put(Place.PROBE_WAIT, waitMs);
        memory.put(Place.BOTTLENECK_GONE_SINCE, bottleneckGoneSince);
    }

    boolean isRunning() {
        return since != NEVER;
    }

    /** The budget from before the running probe. */
    double from() {
        return from;
    }

    /** Whether the running probe was watched for long enough; {@code baselineMs} is the round trip it takes as well. */
    boolean isOver(double baselineMs) {
        return in.nowMs() - since >= config.probeMs() + baselineMs;
    }

    boolean mayStart() {
        return !isRunning() && in.nowMs() >= next;
    }

    /**
     * Starts a probe.
     *
     * @param budget so far
     * @param demand at full rate with the chunk that fits that budget, wire bytes a second
     * @return the budget to try
     */
    double start(double budget, double demand) {
        since = in.nowMs();
        from = budget;
        return Math.max(budget, demand * gain);
    }

    /** The running probe caused a queue; returns the budget from before it. */
    double fail(double budget) {
        since = NEVER;
        ceiling = budget;
        gain = config.probeGain();
        next = in.nowMs() + (long) waitMs;
        waitMs = Math.min(config.maxProbeMs(), tuning.patience() * waitMs);
        return from;
    }

    /** The running probe was carried: the next may begin at once. */
    void succeed(double budget) {
        since = NEVER;
        gain *= tuning.bolder();
        if (!(budget <= ceiling)) {
            waitMs = config.firstProbeMs();
        }
        next = in.nowMs();
    }

    /** Nothing can be learned now, whether a probe runs or not. */
    void giveUp() {
        since = NEVER;
        bottleneckGoneSince = NEVER;
    }

    /** The path is released: nothing is left to be tried. */
    void release() {
        since = NEVER;
        ceiling = Double.NaN;
        gain = config.probeGain();
        waitMs = config.firstProbeMs();
        next = NEVER;
    }

    /**
     * Whether a steady bottleneck has been gone for long enough. Without a queue a round trip still holds the time that
     * a chunk takes at the bottleneck and the little it waits there: when that is gone, so is the bottleneck.
     *
     * @param serviceMs time of one chunk at the measured capacity
     * @param standingMs largest of the present queueing delays
     * @param isSteady whether the capacity was about the same whenever it was measured; otherwise a short fast moment
     *     proves nothing
     */
    boolean seesBottleneckGone(double serviceMs, double standingMs, boolean isSteady) {
        if (!(isSteady && serviceMs > tuning.noiseMs() && standingMs < tuning.goneShare() * serviceMs)) {
            bottleneckGoneSince = NEVER;
            return false;
        }
        bottleneckGoneSince = bottleneckGoneSince == NEVER ? in.nowMs() : bottleneckGoneSince;
        return in.nowMs() - bottleneckGoneSince >= tuning.goneMs();
    }
}
