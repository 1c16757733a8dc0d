package dev.tokenflow.core.pacing;

import dev.tokenflow.protocol.hint.PathCondition;

/**
 * What a law asks of each stream of one path.
 *
 * @param tokensPerSecond most tokens a second; NaN = no limit
 * @param tokensPerChunk tokens in a chunk, &ge; 1
 * @param state the diagnosis
 * @param confidence 0 to 1
 * @param bytesPerSecond one stream's share of the path in wire bytes a second; NaN unknown
 * @param why one short sentence for people
 */
public record PacingDecision(
        double tokensPerSecond,
        double tokensPerChunk,
        PathCondition state,
        double confidence,
        double bytesPerSecond,
        String why) {}
