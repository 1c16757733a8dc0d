package dev.tokenflow.simulator.server.config;

import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.sender.EnginePace;
import dev.tokenflow.simulator.text.Script;

/**
 * The model that makes up the answers.
 *
 * @param name under which it is served
 * @param tokensPerSecond at which every choice of an answer is generated, &gt; 0
 * @param pace how unevenly
 * @param length of an answer that nothing cuts
 * @param seed of the answers where a request names none
 * @param script of the answers where the model's name in the request names none
 * @param escapeUnicode whether JSON escapes everything outside of ASCII
 * @param reasoningTokens how long it thinks where a request does not say; 0 = not at all
 * @param toolCalls how many of the tools it is given it calls without being forced
 * @param obfuscation whether chunks are padded where a request does not say
 */
public record ModelConfig(
        String name,
        double tokensPerSecond,
        EnginePace pace,
        TokenRange length,
        long seed,
        Script script,
        boolean escapeUnicode,
        int reasoningTokens,
        int toolCalls,
        boolean obfuscation) {
    /** Short answers are more frequent than long ones; half of them are shorter than 400 tokens. */
    public static final TokenRange DEFAULT_LENGTH = new TokenRange(100, 1600);

    /**
     * Fastest generation: no model streams one answer faster, and beyond it a timer would wake for many tokens at once.
     */
    private static final double MAX_TOKENS_PER_SECOND = 10_000;

    private static final int MOST_REASONING = 100_000;
    private static final int MOST_CALLS = 16;

    public ModelConfig {
        require(
                tokensPerSecond > 0 && tokensPerSecond <= MAX_TOKENS_PER_SECOND,
                "tokens per second is " + tokensPerSecond + ", expected more than 0 and at most "
                        + (long) MAX_TOKENS_PER_SECOND);
        require(!name.isBlank(), "the model's name is empty");
        require(
                reasoningTokens >= 0 && reasoningTokens <= MOST_REASONING,
                "reasoning tokens is " + reasoningTokens + ", expected 0 to " + MOST_REASONING);
        require(
                toolCalls >= 0 && toolCalls <= MOST_CALLS,
                "tool calls is " + toolCalls + ", expected 0 to " + MOST_CALLS);
    }

    /** A steady model that does nothing by itself but write English. */
    public static ModelConfig of(String name, double tokensPerSecond, long seed) {
        return new ModelConfig(
                name, tokensPerSecond, EnginePace.STEADY, DEFAULT_LENGTH, seed, Script.ENGLISH, false, 0, 0, false);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
