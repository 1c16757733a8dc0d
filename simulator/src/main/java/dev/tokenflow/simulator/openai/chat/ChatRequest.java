package dev.tokenflow.simulator.openai.chat;

import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.AnswerRequest;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerWish;
import dev.tokenflow.simulator.answer.plan.JsonShape;
import dev.tokenflow.simulator.openai.Sampling;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion request. Members that the server does not know are accepted and ignored.
 *
 * @param sampling what it shares with other requests
 * @param wish what the answer should be
 * @param logprobs alternatives to each token, 0 to 20; negative = no log probabilities at all
 * @param padded whether chunks have a member that hides their length
 */
public record ChatRequest(Sampling sampling, AnswerWish wish, int logprobs, boolean padded) implements AnswerRequest {
    private static final int MOST_LOGPROBS = 20;

    /**
     * What the model does where a request does not say.
     *
     * @param toolCalls how many of the tools it is given it calls by itself, &ge; 0
     * @param padded whether it hides the length of chunks
     */
    public record Habits(int toolCalls, boolean padded) {}

    /**
     * Reads and checks a request body.
     *
     * @throws ApiException with the parameter at fault
     */
    public static ChatRequest parse(String body, Habits habits) throws ApiException {
        Members json = Members.parse(body);
        int promptTokens = ChatMessages.read(json);
        Sampling sampling = Sampling.read(json);
        json.checkObject("metadata");
        json.string("service_tier");
        Integer newLimit = Sampling.limit(json, "max_completion_tokens");
        Integer oldLimit = Sampling.limit(json, "max_tokens");
        int limit = Sampling.orNone(newLimit == null ? oldLimit : newLimit);
        boolean ignoreEnd = json.flag("ignore_eos", false) && limit != AnswerWish.NO_LIMIT;
        AnswerWish wish = new AnswerWish(
                sampling.choices(),
                limit,
                ignoreEnd,
                sampling.seed(),
                sampling.stops(),
                reasoningTokens(json),
                ChatTools.read(json, habits.toolCalls()),
                jsonOpening(json),
                promptTokens);
        boolean padded = sampling.obfuscation() == null ? habits.padded() : sampling.obfuscation();
        return new ChatRequest(sampling, wish, logprobs(json), padded);
    }

    @Override
    public @Nullable String model() {
        return sampling.model();
    }

    @Override
    public boolean stream() {
        return sampling.stream();
    }

    @Override
    public AnswerFormat format(AnswerPlan plan, AnswerIdentity identity) {
        return new ChatFormat(this, plan, identity);
    }

    @Override
    public String whole(AnswerPlan plan, AnswerIdentity identity) {
        return ChatAnswer.json(this, plan, identity);
    }

    private static int logprobs(Members json) throws ApiException {
        boolean wanted = json.flag("logprobs", false);
        Long alternatives = json.whole("top_logprobs", 0, MOST_LOGPROBS);
        if (alternatives != null && !wanted) {
            throw json.wrong("top_logprobs", "is only allowed when 'logprobs' is true.");
        }
        if (!wanted) {
            return -1;
        }
        return alternatives == null ? 0 : alternatives.intValue();
    }

    private static int reasoningTokens(Members json) throws ApiException {
        String effort = json.oneOf("reasoning_effort", "none", "minimal", "low", "medium", "high", "xhigh");
        if (effort == null) {
            return -1;
        }
        return switch (effort) {
            case "none" -> 0;
            case "minimal" -> 8;
            case "low" -> 32;
            case "medium" -> 64;
            case "high" -> 128;
            default -> 256;
        };
    }

    private static @Nullable String jsonOpening(Members json) throws ApiException {
        Members format = json.object("response_format");
        if (format == null) {
            return null;
        }
        String type = format.oneOf("type", "text", "json_object", "json_schema");
        if (type == null) {
            throw format.wrong("type", "is required.");
        }
        if (type.equals("text")) {
            return null;
        }
        if (type.equals("json_object")) {
            return JsonShape.opening(null);
        }
        Members schema = format.requiredObject("json_schema");
        schema.requiredString("name");
        schema.checkObject("schema");
        return JsonShape.opening(schema.raw("schema"));
    }
}
