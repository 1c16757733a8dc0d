package dev.tokenflow.core.pacing;

/**
 * What a law remembers of one path between two steps, and its current word. Flat, so that it can be kept as state; unknown numbers are NaN, unset
 * times {@link #NEVER}.
 *
 * @param decision       what is asked of the senders now
 * @param capacity       wire bytes a second the path was seen to carry with a queue standing
 * @param budget         wire bytes a second the client's streams may use together; NaN = no limit
 * @param badSinceMs     since when a queue stands; NEVER when none does
 * @param actedSinceMs   since when the demand is below half of what it was, for the check whether that helps
 * @param queueAtCutMs   queueing delay at that time
 * @param demandAtCut    demand before that time, wire bytes a second
 * @param probeSinceMs   start of the running probe; NEVER when none runs
 * @param probeFrom      budget to return to when the probe fails
 * @param probeCeiling   budget of the last probe that caused a queue; NaN = none did
 * @param probeGain      step of the running or next probe
 * @param nextProbeMs    earliest start of the next probe
 * @param probeWaitMs    wait after the next failed probe
 * @param rebasedMs      baseline RTT that replaced the measured one; NaN = none
 * @param lastMs         time of the last step
 */
public record PacingState(
        PacingDecision decision,
        double capacity,
        double budget,
        long badSinceMs,
        long actedSinceMs,
        double queueAtCutMs,
        double demandAtCut,
        long probeSinceMs,
        double probeFrom,
        double probeCeiling,
        double probeGain,
        long nextProbeMs,
        double probeWaitMs,
        double rebasedMs,
        long lastMs) {
    /** A time that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

    boolean probing() {
        return probeSinceMs != NEVER;
    }

    boolean limited() {
        return !Double.isNaN(budget);
    }
}
