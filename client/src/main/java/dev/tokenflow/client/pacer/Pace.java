package dev.tokenflow.client.pacer;

import dev.tokenflow.protocol.hint.Hint;

/**
 * How fast and in what chunks one stream may send.
 *
 * @param tokensPerSecond most tokens a second on average; NaN = no limit
 * @param tokensPerChunk fewest tokens in a chunk, 1 to {@link Hint#MAX_TOKENS_PER_CHUNK}; with a fraction, chunks
 *     alternate between the two whole numbers around it
 */
public record Pace(double tokensPerSecond, double tokensPerChunk) {
    /** Every token as soon as it exists: no limit, and chunks of one token and more. */
    public static final Pace UNLIMITED = new Pace(Double.NaN, 1);

    /** No hint slows a stream further: a smaller rate is a damaged hint, or stops the stream for no good. */
    private static final double LEAST_TOKENS_PER_SECOND = 1;

    public Pace {
        if (!(Double.isNaN(tokensPerSecond) || (tokensPerSecond > 0 && Double.isFinite(tokensPerSecond)))) {
            throw new IllegalArgumentException("the rate is " + tokensPerSecond + " tokens/s, expected > 0");
        }
        if (!(tokensPerChunk >= 1 && tokensPerChunk <= Hint.MAX_TOKENS_PER_CHUNK)) {
            throw new IllegalArgumentException(
                    "the chunk is " + tokensPerChunk + " tokens, expected 1 to " + Hint.MAX_TOKENS_PER_CHUNK);
        }
    }

    /** What a hint asks of one stream; a rate below one token a second counts as one. */
    public static Pace of(Hint hint) {
        return new Pace(Math.max(LEAST_TOKENS_PER_SECOND, hint.tokensPerSecond()), hint.tokensPerChunk());
    }
}
