package dev.tokenflow.core.pacing;

/**
 * What a model expects of the round trips of a path.
 *
 * @param rttMs expected in {@value #HORIZON_MS} ms from now, in ms; NaN without a model
 * @param trusted whether the model has lately done better than taking the last value for the next
 */
public record PathForecast(double rttMs, boolean trusted) {
    /** How far ahead the law looks, ms. */
    public static final long HORIZON_MS = 1_000;

    /** No model, or nothing to go by. */
    public static final PathForecast NONE = new PathForecast(Double.NaN, false);

    /** Whether there is one at all. */
    public boolean isKnown() {
        return !Double.isNaN(rttMs);
    }
}
