package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;

/**
 * Writes decisions down as hints.
 *
 * @param epoch of the operator that decides; a higher one wins over a lower one
 * @param ttlMs how long a hint may be used, ms
 */
public record HintFactory(long epoch, long ttlMs) {
    /**
     * The whole hint of a reading.
     *
     * @param seq number of the decision within the epoch
     * @param predictedRttMs what the models expect, ms; NaN without
     * @param anomalyScore 0 to 1; NaN without
     * @param model versions of the models; empty without
     */
    public Hint hint(
            PathReading reading,
            PacingDecision decision,
            long seq,
            double predictedRttMs,
            double anomalyScore,
            String model) {
        PathFeatures features = reading.features();
        return new Hint(
                features.scope(),
                features.key(),
                decision.tokensPerSecond(),
                decision.tokensPerChunk(),
                decision.state(),
                decision.confidence(),
                features.rtt(),
                features.retransmitRate(),
                predictedRttMs,
                anomalyScore,
                decision.bytesPerSecond(),
                model,
                decision.why(),
                epoch,
                seq,
                features.windowEndMs(),
                ttlMs,
                reading.kind() == ReadingKind.UPDATE ? features.oldestEventMs() : Double.NaN);
    }

    /** A decision with nothing around it that a sender does not look at. */
    public static Hint bare(Scope scope, String key, PacingDecision decision) {
        return new Hint(
                scope,
                key,
                decision.tokensPerSecond(),
                decision.tokensPerChunk(),
                decision.state(),
                decision.confidence(),
                RttSummary.UNKNOWN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                decision.bytesPerSecond(),
                "",
                decision.why(),
                0,
                0,
                0,
                0,
                Double.NaN);
    }
}
