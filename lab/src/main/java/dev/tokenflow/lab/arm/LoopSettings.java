package dev.tokenflow.lab.experiment.plan;

import dev.tokenflow.core.pacing.PacingConfig;

/**
 * What can be taken from the loop to see what it was worth.
 *
 * @param delay from reading to hint
 * @param chunking whether chunks may hold more than one token
 * @param slowing whether rates may fall below the full one
 * @param forecasts what the law is told about the future
 * @param silentAfterS seconds after which no hint comes any more; infinite = never
 */
public record LoopSettings(
        LoopDelay delay, boolean chunking, boolean slowing, Forecasts forecasts, double silentAfterS) {
    public static final LoopSettings WHOLE =
            new LoopSettings(LoopDelay.MEASURED, true, true, Forecasts.NONE, Double.POSITIVE_INFINITY);

    public LoopSettings with(LoopDelay other) {
        return new LoopSettings(other, chunking, slowing, forecasts, silentAfterS);
    }

    public LoopSettings with(Forecasts other) {
        return new LoopSettings(delay, chunking, slowing, other, silentAfterS);
    }

    /** The bounds under which the law works. */
    PacingConfig pacing(PacingConfig base) {
        PacingConfig config = chunking ? base : base.withoutChunks();
        return slowing ? config : config.withoutSlowing();
    }
}
