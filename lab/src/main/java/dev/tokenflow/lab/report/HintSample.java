package dev.tokenflow.lab.report;

import dev.tokenflow.core.pacing.PathCondition;

/**
 * What the client's hint asked for at the end of a step. It is recorded in every arm: an arm may look at it or not.
 *
 * @param tokensPerSecond most tokens a second of one stream; NaN = no limit or no hint
 * @param tokensPerChunk  tokens in a chunk; NaN = no hint
 * @param state           the diagnosis; {@code UNKNOWN} without a hint
 */
public record HintSample(double tokensPerSecond, double tokensPerChunk, PathCondition state) {
    /** No hint was there. */
    public static final HintSample NONE = new HintSample(Double.NaN, Double.NaN, PathCondition.UNKNOWN);
}
