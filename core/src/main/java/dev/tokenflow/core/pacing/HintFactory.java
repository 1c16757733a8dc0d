package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;

/**
 * Writes decisions down as hints.
 *
 * @param epoch of the operator that decides; a higher one wins over a lower one
 * @param ttlMs how long a hint that asks for something may be used, ms
 * @param calmTtlMs how long one that asks for nothing may be used, ms
 */
public record HintFactory(long epoch, long ttlMs, long calmTtlMs) {
    /** With the lives that are configured. */
    public static HintFactory of(long epoch, LifetimeConfig lifetime) {
        return new HintFactory(
                epoch, lifetime.ttl().toMillis(), lifetime.calmTtl().toMillis());
    }

    /**
     * The whole hint of a reading.
     *
     * @param seq number of the decision within the epoch
     * @param predictedRttMs what the models expect, ms; NaN without
     * @param anomalyScore 0 to 1; NaN without
     * @param model versions of the models; empty without
     * @param trouble what is the matter with the path and why; empty = nothing
     */
    public Hint hint(
            PathReading reading,
            PacingDecision decision,
            long seq,
            double predictedRttMs,
            double anomalyScore,
            String model,
            String trouble) {
        PathFeatures features = reading.features();
        return Hint.of(features.scope(), features.key())
                .tenant(features.name().tenant())
                .tokensPerSecond(decision.tokensPerSecond())
                .tokensPerChunk(decision.tokensPerChunk())
                .state(decision.state())
                .confidence(decision.confidence())
                .rtt(features.rtt())
                .retransmitRate(features.retransmitRate())
                .predictedRttMs(predictedRttMs)
                .anomalyScore(anomalyScore)
                .bytesPerSecond(decision.bytesPerSecond())
                .clientBytesPerSecond(decision.clientBytesPerSecond())
                .holdMs(decision.holdMs())
                .model(model)
                .why(trouble.isEmpty() ? decision.why() : decision.why() + "; " + trouble)
                .epoch(epoch)
                .seq(seq)
                .issuedAtMs(features.windowEndMs())
                .ttlMs(decision.asksForNothing() ? calmTtlMs : ttlMs)
                .oldestEventAtMs(reading.kind() == ReadingKind.UPDATE ? features.oldestEventMs() : Double.NaN)
                .build();
    }

    /** A decision with nothing around it that a sender does not look at. */
    public static Hint bare(Scope scope, String key, PacingDecision decision) {
        return Hint.of(scope, key)
                .tokensPerSecond(decision.tokensPerSecond())
                .tokensPerChunk(decision.tokensPerChunk())
                .state(decision.state())
                .confidence(decision.confidence())
                .bytesPerSecond(decision.bytesPerSecond())
                .clientBytesPerSecond(decision.clientBytesPerSecond())
                .holdMs(decision.holdMs())
                .why(decision.why())
                .build();
    }
}
