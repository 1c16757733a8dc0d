package dev.tokenflow.simulator.answer.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, whatever its API calls it.
 *
 * @param choices answers to give, &ge; 1
 * @param mostTokens where each choice is cut; {@link #NO_LIMIT} = nowhere
 * @param ignoreEnd whether a choice goes on to {@code mostTokens} instead of ending by itself
 * @param seed of the text; null = the model's own
 * @param stops texts at which a choice ends
 * @param reasoningTokens tokens to think; 0 = none, negative = as the model does by itself
 * @param toolCalls names and arguments of the tools to call; empty = none
 * @param jsonOpening when the text should be a JSON object: its beginning, see {@link JsonShape}; null = plain text
 * @param promptTokens what the request counts as
 */
public record AnswerWish(
        int choices,
        int mostTokens,
        boolean ignoreEnd,
        @Nullable Long seed,
        List<String> stops,
        int reasoningTokens,
        List<ToolCall> toolCalls,
        @Nullable String jsonOpening,
        int promptTokens) {
    /** No limit of tokens. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /**
     * One call to make.
     *
     * @param name of the tool
     * @param opening of its arguments, see {@link JsonShape}
     */
    public record ToolCall(String name, String opening) {}

    public AnswerWish {
        stops = List.copyOf(stops);
        toolCalls = List.copyOf(toolCalls);
    }
}
