package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;

/**
 * A law that wants a forecast at every step, so that a forecaster hears of all of them.
 *
 * @param law what it does otherwise
 */
public record AskingLaw(PacingLaw law) implements PacingLaw {
    @Override
    public String name() {
        return law.name();
    }

    @Override
    public String tag() {
        return law.tag();
    }

    @Override
    public PacingState initial() {
        return law.initial();
    }

    @Override
    public boolean asksForForecast(PathSignals signals) {
        return true;
    }

    @Override
    public PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
        return law.next(state, signals, forecast);
    }
}
