package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.path.PathSignals;

/**
 * The prototype's law, kept to be compared with: {@code r = 5 + 95 / (1 + exp(-5 (h - 1/2)))} tokens/s, where the
 * health {@code h = baseline / round trip} is 1 on an idle path and 1/2 when the round trip has doubled. No memory: the
 * rate follows each round trip.
 */
public final class SigmoidLaw extends RateLaw {
    private static final double LEAST = 5;
    private static final double SPAN = 95;
    private static final double STEEPNESS = 5;

    public SigmoidLaw(PacingConfig config) {
        super(config, 0);
    }

    @Override
    public String name() {
        return PacingAlgorithm.SIGMOID.word();
    }

    @Override
    double rate(double before, PathSignals signals, double seconds, double[] memory) {
        double health = Math.min(1, signals.baselineRttMs() / signals.rttP50Ms());
        return LEAST + SPAN / (1 + Math.exp(-STEEPNESS * (health - 0.5)));
    }
}
