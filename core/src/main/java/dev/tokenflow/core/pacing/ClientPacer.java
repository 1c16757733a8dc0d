package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathSignals;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was seen of one client into decisions, by one law. It keeps nothing itself: the caller holds one
 * {@link PathPacing} for each client, passes it in and gets the next one back.
 */
public final class ClientPacer {
    private final PacingLaw law;
    private final HintRhythm rhythm;

    /**
     * @param law that decides
     * @param lifetime how long a hint may be used
     */
    public ClientPacer(PacingLaw law, LifetimeConfig lifetime) {
        this.law = law;
        rhythm = new HintRhythm(lifetime);
    }

    /** Whether a forecast can change the next decision; if not, none needs to be made. */
    public boolean asksForForecast(PathSignals signals) {
        return law.asksForForecast(signals);
    }

    /**
     * One step of the law. A memory that another law has left, or another version of this one, is not read.
     *
     * @param before what was remembered; null for a client that is new
     * @return what to remember, with the decision; null when there is nothing to decide, because the law has already
     *     seen later events: an alarm is read at once, and the pane in which it lies is read after it
     */
    public @Nullable PathPacing next(@Nullable PathPacing before, PathSignals signals, PathForecast forecast) {
        if (before != null && signals.nowMs() < before.readMs()) {
            return null;
        }
        PacingState state = before == null || !before.law().equals(law.tag()) ? law.initial() : before.pacing();
        return rhythm.next(before, law.tag(), law.next(state, signals, forecast), signals.nowMs());
    }
}
