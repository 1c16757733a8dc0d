package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.Arrays;

/**
 * What the laws that know only a rate have in common: one token a chunk, no advice for a path that was not seen lately,
 * and a rate within the bounds of the configuration, whatever the formula gives.
 */
abstract class RateLaw implements PacingLaw {
    /** Places of the memory that every rate law has; a law's own come after them. */
    private static final int LAST_MS = 0;

    private static final int RATE = 1;
    static final int OWN = 2;

    final PacingConfig config;
    private final int places;

    /** @param own numbers the law itself remembers */
    RateLaw(PacingConfig config, int own) {
        this.config = config;
        places = OWN + own;
    }

    @Override
    public final PacingState initial() {
        double[] memory = new double[places];
        Arrays.fill(memory, Double.NaN);
        return new PacingState(unknown(), memory);
    }

    @Override
    public final PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
        if (!signals.speaks(config.freshMs())) {
            return signals.sampleAgeMs() > config.memoryMs() ? initial() : state;
        }
        double[] memory =
                (state.memory().length == places ? state : initial()).memory().clone();
        double seconds = Double.isNaN(memory[LAST_MS])
                ? 0
                : Math.min(config.memoryMs(), Math.max(0, signals.nowMs() - memory[LAST_MS])) / 1e3;
        double before = Double.isNaN(memory[RATE]) ? config.rateCap() : memory[RATE];
        double wanted = rate(before, signals, seconds, memory);
        double rate = Double.isNaN(wanted) ? before : config.boundedRate(wanted);
        memory[RATE] = rate;
        memory[LAST_MS] = signals.nowMs();
        boolean holdsBack = rate < config.rateCap();
        String why = "round trip " + Math.round(signals.rttP50Ms()) + " ms over " + Math.round(signals.baselineRttMs())
                + " ms, " + Math.round(rate) + " tokens/s";
        PathCondition condition = holdsBack ? PathCondition.CONGESTED : PathCondition.CLEAR;
        return new PacingState(new PacingDecision(rate, 1, condition, signals.confidence(), why), memory);
    }

    /**
     * The formula.
     *
     * @param before the rate so far, tokens/s
     * @param signals of a path that was seen just now
     * @param seconds since the last step, 0 at the first
     * @param memory to read and write from {@link #OWN} on; NaN = never written
     * @return tokens/s; clamped by the caller
     */
    abstract double rate(double before, PathSignals signals, double seconds, double[] memory);

    /** Queueing delay, ms. */
    static double queueMs(PathSignals signals) {
        return Math.max(0, signals.rttP50Ms() - signals.baselineRttMs());
    }

    /** Queueing delay that counts as a queue, ms. */
    final double targetMs(PathSignals signals) {
        return Math.max(config.minTargetMs(), config.targetShare() * signals.baselineRttMs());
    }

    static double within(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }

    private static PacingDecision unknown() {
        return new PacingDecision(Double.NaN, 1, PathCondition.UNKNOWN, 0, "too little was seen of this path");
    }
}
