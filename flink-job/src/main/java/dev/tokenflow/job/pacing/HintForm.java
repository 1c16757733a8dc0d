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
        Hint hint = Hint.of(features.scope(), features.key())
                .tokensPerSecond(decision.tokensPerSecond())
                .tokensPerChunk(decision.tokensPerChunk())
                .state(decision.state())
                .confidence(decision.confidence())
                .rtt(features.rtt())
                .retransmitRate(features.retransmitRate())
                .predictedRttMs(scored.score().predictedRttMs())
                .anomalyScore(scored.score().anomalyScore())
                .bytesPerSecond(decision.bytesPerSecond())
                .model(scored.score().model())
                .why(decision.why())
                .epoch(epoch)
                .seq(seq)
                .issuedAtMs(features.windowEndMs())
                .ttlMs(ttlMs)
                .oldestEventAtMs(reading.kind() == ReadingKind.UPDATE ? features.oldestEventMs() : Double.NaN)
                .build();
        return new HintUpdate(hint.kafkaKey(), hint);
    }
}
