package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;

/**
 * Writes a decision down as a hint.
 *
 * @param epoch of the operator
 * @param ttlMs how long a hint may be used
 */
record HintForm(long epoch, long ttlMs) {

    HintUpdate fill(ScoredReading scored, PacingDecision decision, long seq) {
        PathReading reading = scored.reading();
        PathFeatures features = reading.features();
        Hint hint = new Hint(
                features.scope(),
                features.key(),
                decision.tokensPerSecond(),
                decision.tokensPerChunk(),
                decision.state(),
                decision.confidence(),
                features.rtt(),
                features.retransmitRate(),
                scored.score().predictedRttMs(),
                scored.score().anomalyScore(),
                decision.bytesPerSecond(),
                scored.score().model(),
                decision.why(),
                epoch,
                seq,
                features.windowEndMs(),
                ttlMs,
                reading.kind() == ReadingKind.UPDATE ? features.oldestEventMs() : Double.NaN);
        return new HintUpdate(hint.kafkaKey(), hint);
    }
}
