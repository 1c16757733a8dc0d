package dev.tokenflow.report.timeline;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * What the client's hint asked for at the end of a step. It is recorded in every arm: an arm may look at it or not.
 *
 * @param tokensPerSecond most tokens a second of one stream; NaN = no limit or no hint
 * @param tokensPerChunk tokens in a chunk; NaN = no hint
 * @param state what the law calls the path; {@code UNKNOWN} without a hint
 * @param diagnosis what the models call the path; {@code UNKNOWN} without a model
 */
public record HintSample(double tokensPerSecond, double tokensPerChunk, PathCondition state, Diagnosis diagnosis) {
    /** No hint was there. */
    public static final HintSample NONE = new HintSample(Double.NaN, Double.NaN, PathCondition.UNKNOWN);

    /** A hint without a diagnosis of the models. */
    public HintSample(double tokensPerSecond, double tokensPerChunk, PathCondition state) {
        this(tokensPerSecond, tokensPerChunk, state, Diagnosis.UNKNOWN);
    }

    /** The same with the models' diagnosis. */
    public HintSample with(Diagnosis other) {
        return new HintSample(tokensPerSecond, tokensPerChunk, state, other);
    }
}
