package dev.tokenflow.simulator.openai;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a chat completion request that the server uses; everything else in it is accepted and ignored.
 *
 * @param model the model asked for; null = whatever is served
 * @param stream whether the answer comes as server-sent events
 * @param includeUsage whether a stream ends with a chunk of token counts
 * @param maxTokens where the answer is cut; null = its natural end
 * @param seed of the answer's text; null = the server's
 */
public record ChatRequest(
        @Nullable String model,
        boolean stream,
        boolean includeUsage,
        @Nullable Integer maxTokens,
        @Nullable Long seed) {
    private static final int MOST_TOKENS = 1_000_000;
    private static final double LARGEST_EXACT_INTEGER = 1L << 53;

    /** Length of an answer that nothing cuts. */
    static final int NATURAL_TOKENS = 400;

    /** How many tokens the answer has: as many as were asked for. */
    public int tokens() {
        return maxTokens == null ? NATURAL_TOKENS : maxTokens;
    }

    /** Why the answer ends: at its natural length, or cut. */
    public String finishReason() {
        return maxTokens == null ? "stop" : "length";
    }

    /**
     * Reads and checks a request body.
     *
     * @throws ApiException with the parameter at fault
     */
    public static ChatRequest parse(String body) throws ApiException {
        Map<String, @Nullable Object> json;
        try {
            json = JsonReader.readObject(body);
        } catch (JsonException e) {
            throw ApiException.invalid(
                    null, "We could not parse the JSON body of your request: " + e.getMessage() + ".");
        }
        requireMessages(json.get("messages"));
        Double choices = whole(json, "n", 1, LARGEST_EXACT_INTEGER);
        if (choices != null && choices != 1) {
            throw ApiException.invalid("n", "'n' must be 1: this server gives one choice.");
        }
        return new ChatRequest(
                model(json),
                flag(json, "stream"),
                includeUsage(json.get("stream_options")),
                maxTokens(json),
                seed(json));
    }

    private static void requireMessages(@Nullable Object messages) throws ApiException {
        if (!(messages instanceof List<?> list) || list.isEmpty()) {
            throw ApiException.invalid("messages", "'messages' must be an array with at least one message.");
        }
        for (Object message : list) {
            if (!(message instanceof Map<?, ?> fields) || !(fields.get("role") instanceof String)) {
                throw ApiException.invalid("messages", "Every message must be an object with a 'role'.");
            }
        }
    }

    private static @Nullable String model(Map<String, @Nullable Object> json) throws ApiException {
        Object model = json.get("model");
        if (model == null || model instanceof String) {
            return (String) model;
        }
        throw ApiException.invalid("model", "'model' must be a string.");
    }

    private static @Nullable Integer maxTokens(Map<String, @Nullable Object> json) throws ApiException {
        Double newName = whole(json, "max_completion_tokens", 1, MOST_TOKENS);
        Double limit = newName != null ? newName : whole(json, "max_tokens", 1, MOST_TOKENS);
        return limit == null ? null : limit.intValue();
    }

    private static @Nullable Long seed(Map<String, @Nullable Object> json) throws ApiException {
        Double seed = whole(json, "seed", -LARGEST_EXACT_INTEGER, LARGEST_EXACT_INTEGER);
        return seed == null ? null : seed.longValue();
    }

    private static boolean includeUsage(@Nullable Object streamOptions) {
        return streamOptions instanceof Map<?, ?> options && Boolean.TRUE.equals(options.get("include_usage"));
    }

    private static boolean flag(Map<String, @Nullable Object> json, String name) throws ApiException {
        Object value = json.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw ApiException.invalid(name, "'" + name + "' must be true or false.");
    }

    private static @Nullable Double whole(Map<String, @Nullable Object> json, String name, double least, double most)
            throws ApiException {
        Object value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Double number && number == Math.rint(number) && number >= least && number <= most) {
            return number;
        }
        throw ApiException.invalid(name, "'%s' must be a whole number from %.0f to %.0f.".formatted(name, least, most));
    }
}
