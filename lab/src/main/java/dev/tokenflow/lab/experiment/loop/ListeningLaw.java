package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;
import java.util.function.Consumer;

/**
 * A law whose every step is overheard. What it decides is the same.
 *
 * @param law that decides
 * @param listener takes what the law sees, in order
 */
public record ListeningLaw(PacingLaw law, Consumer<PathSignals> listener) implements PacingLaw {
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
        return law.asksForForecast(signals);
    }

    @Override
    public PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
        listener.accept(signals);
        return law.next(state, signals, forecast);
    }
}
