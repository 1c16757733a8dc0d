package dev.tokenflow.core.pacing;

import dev.tokenflow.protocol.hint.PathCondition;

/**
 * What a law asks of the streams of one path: in tokens of each, and in bytes of all together. Senders that know what
 * an event costs them go by the bytes, others by the tokens.
 *
 * @param tokensPerSecond most tokens a second; NaN = no limit
 * @param tokensPerChunk tokens in a chunk, &ge; 1
 * @param state the diagnosis
 * @param confidence 0 to 1
 * @param bytesPerSecond one stream's share of the path in wire bytes a second; NaN unknown
 * @param clientBytesPerSecond what all streams of the client may send together, wire bytes a second; NaN = no limit, or
 *     unknown
 * @param holdMs longest a token should wait for its event, ms; NaN = unknown
 * @param why one short sentence for people
 */
public record PacingDecision(
        double tokensPerSecond,
        double tokensPerChunk,
        PathCondition state,
        double confidence,
        double bytesPerSecond,
        double clientBytesPerSecond,
        double holdMs,
        String why) {
    /** A decision of a law that counts tokens alone. */
    public PacingDecision(
            double tokensPerSecond, double tokensPerChunk, PathCondition state, double confidence, String why) {
        this(tokensPerSecond, tokensPerChunk, state, confidence, Double.NaN, Double.NaN, Double.NaN, why);
    }

    /** Whether senders would do the same without it: it asks for nothing, or nothing is known of the path. */
    public boolean asksForNothing() {
        return (state == PathCondition.CLEAR || state == PathCondition.UNKNOWN)
                && tokensPerChunk <= 1
                && !(clientBytesPerSecond > 0)
                && !(holdMs > 0);
    }

    /** Whether senders do the same under both; how sure they are, and why, does not count. */
    public boolean asksTheSameAs(PacingDecision other) {
        return state == other.state
                && Double.compare(tokensPerSecond, other.tokensPerSecond) == 0
                && Double.compare(tokensPerChunk, other.tokensPerChunk) == 0
                && Double.compare(bytesPerSecond, other.bytesPerSecond) == 0
                && Double.compare(clientBytesPerSecond, other.clientBytesPerSecond) == 0
                && Double.compare(holdMs, other.holdMs) == 0;
    }
}
