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

    /** The algorithm and the form of its memory, by which a memory of another one is told apart. */
    default String tag() {
        return name() + "/1";
    }

    /** The state of a path of which nothing is known: unpaced. */
    PacingState initial();

    /**
     * One step; called when something was seen of the path, at once on an alarm, and now and then in silence, with
     * {@code signals.nowMs()} never going back.
     *
     * @param forecast only a trusted one may change the decision; {@code why} says which way it went
     */
    PacingState next(PacingState state, PathSignals signals, PathForecast forecast);

    /** Whether a forecast can change the next decision; if not, none needs to be made. */
    default boolean asksForForecast(PathSignals signals) {
        return false;
    }

    /** A step without a forecast. */
    default PacingState next(PacingState state, PathSignals signals) {
        return next(state, signals, PathForecast.NONE);
    }
}
