package dev.tokenflow.simulator.sender;

/**
 * How unevenly a model generates: a wait before the first token, several tokens at a time, and jitter.
 *
 * @param prefillNs wait before the generation begins, ns, &ge; 0
 * @param prefillNsPerPromptToken the same for each token of the prompt, ns, &ge; 0
 * @param leastDelta fewest tokens that are handed out together, &ge; 1
 * @param mostDelta most tokens that are handed out together, &ge; {@code leastDelta}
 * @param jitter by how much a delta is late at most, in parts of the time of its fewest tokens, 0 to 1
 */
public record EnginePace(long prefillNs, long prefillNsPerPromptToken, int leastDelta, int mostDelta, double jitter) {
    /** Every token by itself, at even times, from the request on. */
    public static final EnginePace STEADY = new EnginePace(0, 0, 1, 1, 0);

    public EnginePace {
        require(prefillNs >= 0 && prefillNsPerPromptToken >= 0, "the prefill time is negative, expected at least 0");
        require(
                leastDelta >= 1 && mostDelta >= leastDelta,
                "a delta has " + leastDelta + "-" + mostDelta + " tokens, expected at least 1");
        require(jitter >= 0 && jitter < 1, "the jitter is " + jitter + ", expected 0 or more and less than 1");
    }

    /** Mean tokens of a delta. */
    public double meanDelta() {
        return (leastDelta + mostDelta) / 2.0;
    }

    /**
     * The schedule of one answer.
     *
     * @param requestNs when it was requested
     * @param tokensPerSecond the model's full rate, &gt; 0
     * @param tokens length of the answer
     * @param promptTokens length of the prompt
     * @param seed of sizes and jitter
     */
    public TokenSchedule schedule(long requestNs, double tokensPerSecond, int tokens, int promptTokens, long seed) {
        if (equals(STEADY)) {
            return new Generation(requestNs, tokensPerSecond, tokens);
        }
        long beginNs = requestNs + prefillNs + prefillNsPerPromptToken * promptTokens;
        return new UnevenGeneration(requestNs, new Generation(beginNs, tokensPerSecond, tokens), this, seed);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
