package dev.tokenflow.job.record;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.protocol.hint.Hint;

/**
 * A reading and the models' scores for it.
 *
 * @param reading the path
 * @param score the scores
 */
public record ScoredReading(PathReading reading, PathScore score) {
    /** Name of the path: the same as the Kafka key of its hint. */
    public String path() {
        return reading.path();
    }

    /** The hint that follows from it, with what the models say. */
    public HintUpdate hint(HintFactory hints, PacingDecision decision, long seq) {
        Hint hint = hints.hint(
                reading, decision, seq, score.predictedRttMs(), score.anomalyScore(), score.model(), score.trouble());
        return new HintUpdate(hint.kafkaKey(), hint);
    }
}
