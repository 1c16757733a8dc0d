package dev.tokenflow.lab.arm;

import dev.tokenflow.core.pacing.PacingConfig;
import java.util.Locale;

/**
 * How the loop works for an arm. Parts of it can be taken away to see what they are worth.
 *
 * @param delay from a reading of the window to its hint at the sender
 * @param chunking whether chunks may hold more than one token
 * @param slowing whether rates may fall below the full one
 * @param forecasts what the law is told about the future
 * @param silentAfterS seconds after which the hint server falls silent; infinite = never
 */
public record LoopSettings(
        LoopDelay delay, boolean chunking, boolean slowing, Forecasts forecasts, double silentAfterS) {
    /** Every part of the loop, with the measured delay and without forecasts. */
    public static final LoopSettings WHOLE =
            new LoopSettings(LoopDelay.MEASURED, true, true, Forecasts.NONE, Double.POSITIVE_INFINITY);

    public LoopSettings with(LoopDelay other) {
        return new LoopSettings(other, chunking, slowing, forecasts, silentAfterS);
    }

    public LoopSettings with(Forecasts other) {
        return new LoopSettings(delay, chunking, slowing, other, silentAfterS);
    }

    LoopSettings withoutChunks() {
        return new LoopSettings(delay, false, slowing, forecasts, silentAfterS);
    }

    LoopSettings withoutSlowing() {
        return new LoopSettings(delay, chunking, false, forecasts, silentAfterS);
    }

    /** The same loop, in which the hint server falls silent after {@code seconds} of the run. */
    public LoopSettings silentAfter(double seconds) {
        return new LoopSettings(delay, chunking, slowing, forecasts, seconds);
    }

    /** The bounds under which the law works. */
    public PacingConfig pacing(PacingConfig base) {
        PacingConfig config = chunking ? base : base.withoutChunks();
        return slowing ? config : config.withoutSlowing();
    }

    /** All of it in one word, the same for equal settings: part of what names a run that was measured. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "delay:%s/%s,chunks:%s,rate:%s,forecasts:%s,silent:%s",
                delay.p50Ms(),
                delay.p99Ms(),
                chunking,
                slowing,
                forecasts.word(),
                silentAfterS);
    }
}
