package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathSignals;

/**
 * Decides from what was seen of one path how fast and in what chunks each of its streams should send. Pure: the same
 * state and signals give the same next state; time comes with the signals. Implementations are named by their
 * algorithm.
 */
public interface PacingLaw {
    /** Short name of the algorithm. */
    String name();

    /** The state of a path of which nothing is known: unpaced. */
    PacingState initial();

    /**
     * One step; called every slide of the window and at once on an alarm, with {@code signals.nowMs()} never going
     * back.
     *
     * @param forecast only a trusted one may change the decision; {@code why} says which way it went
     */
    PacingState next(PacingState state, PathSignals signals, PathForecast forecast);

    /** A step without a forecast. */
    default PacingState next(PacingState state, PathSignals signals) {
        return next(state, signals, PathForecast.NONE);
    }
}
