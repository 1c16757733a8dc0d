package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingState;
import java.util.Arrays;

/**
 * What {@link CoalesceFirstLaw} remembers of one path between two steps; unknown numbers are NaN, unset times
 * {@link #NEVER}.
 *
 * @param capacity wire bytes a second the path was seen to carry with a queue standing
 * @param budget wire bytes a second the client's streams may use together; NaN = no limit
 * @param badSinceMs since when a queue stands; NEVER when none does
 * @param actedSinceMs since when the demand is below half of what it was, for the check whether that helps
 * @param queueAtCutMs queueing delay at that time
 * @param demandAtCut demand before that time, wire bytes a second
 * @param probeSinceMs start of the running probe; NEVER when none runs
 * @param probeFrom budget to return to when the probe fails
 * @param probeCeiling budget of the last probe that caused a queue; NaN = none did
 * @param probeGain step of the running or next probe
 * @param nextProbeMs earliest start of the next probe
 * @param probeWaitMs wait after the next failed probe
 * @param rebasedMs baseline RTT that replaced the measured one; NaN = none
 * @param lastMs time of the last step
 * @param raisedAtMs when the budget was last raised, or a queue stood
 * @param goneSinceMs since when a steady bottleneck seems to be gone; NEVER when it does not
 * @param burstAtMs when a queue too short to be believed was forgiven; NEVER when none was
 * @param slowest smallest capacity measured lately, wire bytes a second; NaN = none
 * @param fastest largest
 * @param streams active streams, the most of the last seconds
 * @param history how often the link was how slow
 */
record CoalesceFirstMemory(
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
        long lastMs,
        long raisedAtMs,
        long goneSinceMs,
        long burstAtMs,
        double slowest,
        double fastest,
        double streams,
        CapacityHistory history) {
    /** A time that has not come; a power of two, so that a double holds it exactly. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int PLACES = 20;

    /** Of a path of which nothing is known. */
    static CoalesceFirstMemory nothing(PacingConfig config) {
        double none = Double.NaN;
        return new CoalesceFirstMemory(
                none,
                none,
                NEVER,
                NEVER,
                none,
                none,
                NEVER,
                none,
                none,
                config.probeGain(),
                NEVER,
                config.firstProbeMs(),
                none,
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                none,
                none,
                none,
                new CapacityHistory());
    }

    /** What {@link #toArray} wrote; nothing when it was written by another law. */
    static CoalesceFirstMemory of(PacingState state, PacingConfig config) {
        double[] m = state.memory();
        if (m.length != PLACES && m.length != PLACES + CapacityHistory.PLACES) {
            return nothing(config);
        }
        return new CoalesceFirstMemory(
                m[0],
                m[1],
                (long) m[2],
                (long) m[3],
                m[4],
                m[5],
                (long) m[6],
                m[7],
                m[8],
                m[9],
                (long) m[10],
                m[11],
                m[12],
                (long) m[13],
                (long) m[14],
                (long) m[15],
                (long) m[16],
                m[17],
                m[18],
                m[19],
                new CapacityHistory(m, PLACES));
    }

    /** Short when there is no history, as with most paths. */
    double[] toArray() {
        double[] m = {
            capacity,
            budget,
            badSinceMs,
            actedSinceMs,
            queueAtCutMs,
            demandAtCut,
            probeSinceMs,
            probeFrom,
            probeCeiling,
            probeGain,
            nextProbeMs,
            probeWaitMs,
            rebasedMs,
            lastMs,
            raisedAtMs,
            goneSinceMs,
            burstAtMs,
            slowest,
            fastest,
            streams
        };
        if (history.isEmpty()) {
            return m;
        }
        double[] all = Arrays.copyOf(m, PLACES + CapacityHistory.PLACES);
        history.copyTo(all, PLACES);
        return all;
    }

    boolean limited() {
        return !Double.isNaN(budget);
    }
}
