package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.LifetimeConfig;
import org.jspecify.annotations.Nullable;

/** Turns the counts of one neighbourhood into decisions, as {@link ClientPacer} does for a client. */
public final class NeighbourPacer {
    private static final String TAG = "neighbours/1";
    private static final double[] NO_MEMORY = {};

    private final NeighbourhoodLaw law = new NeighbourhoodLaw();
    private final HintRhythm rhythm;

    /** @param lifetime how long a hint may be used */
    public NeighbourPacer(LifetimeConfig lifetime) {
        rhythm = new HintRhythm(lifetime);
    }

    /**
     * One decision.
     *
     * @param before what was remembered; null for a neighbourhood that is new
     * @param active its clients with active streams
     * @param congested of these, clients that are congested
     */
    public PathPacing next(@Nullable PathPacing before, int active, int congested, long nowMs) {
        return rhythm.next(before, TAG, new PacingState(law.decide(active, congested), NO_MEMORY), nowMs);
    }
}
