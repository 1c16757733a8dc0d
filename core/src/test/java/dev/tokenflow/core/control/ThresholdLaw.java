package dev.tokenflow.core.control;

import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * Calls a path congested when its newest round trip is above 100 ms, and stays with that while there is none; remembers
 * how many steps it took.
 *
 * @param name by which its memory is known
 */
public record ThresholdLaw(String name) implements PacingLaw {
    private static final double LIMIT_MS = 100;

    public ThresholdLaw() {
        this("threshold");
    }

    @Override
    public PacingState initial() {
        return new PacingState(decision(false, "nothing seen"), new double[] {0});
    }

    @Override
    public PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
        double steps = state.memory()[0] + 1;
        boolean congested = Double.isNaN(signals.newestRttMs())
                ? state.decision().state() == PathCondition.CONGESTED
                : signals.newestRttMs() > LIMIT_MS;
        return new PacingState(decision(congested, "step " + (long) steps), new double[] {steps});
    }

    @Override
    public boolean asksForForecast(PathSignals signals) {
        return signals.newestRttMs() > LIMIT_MS;
    }

    private static PacingDecision decision(boolean congested, String why) {
        return congested
                ? new PacingDecision(50, 3, PathCondition.CONGESTED, 1, Double.NaN, Double.NaN, 60, why)
                : new PacingDecision(Double.NaN, 1, PathCondition.CLEAR, 1, Double.NaN, Double.NaN, 0, why);
    }
}
