package dev.tokenflow.simulator.anthropic;

import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.AnswerRequest;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerWish;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import dev.tokenflow.simulator.request.PromptTokens;
import java.util.List;

/**
 * A messages request. Members that the server does not know are accepted and ignored.
 *
 * @param model the model asked for
 * @param stream whether the answer comes as server-sent events
 * @param wish what the answer should be
 */
public record MessagesRequest(String model, boolean stream, AnswerWish wish) implements AnswerRequest {
    private static final int MOST_TOKENS = 1_000_000;
    private static final int MOST_STOPS = 8;
    private static final int LEAST_BUDGET = 1024;
    /** How long the model thinks when it may. */
    private static final int THINKING_TOKENS = 64;

    /**
     * Reads and checks a request body.
     *
     * @param toolCalls how many of the tools it is given the model calls by itself
     * @throws ApiException with the parameter at fault
     */
    public static MessagesRequest parse(String body, int toolCalls) throws ApiException {
        Members json = Members.parse(body);
        String model = json.requiredString("model");
        Long limit = json.whole("max_tokens", 1, MOST_TOKENS);
        if (limit == null) {
            throw json.wrong("max_tokens", "is required and must be a whole number.");
        }
        int promptTokens = PromptTokens.ANSWER + system(json) + messages(json);
        json.checkNumber("temperature", 0, 1);
        json.checkNumber("top_p", 0, 1);
        json.whole("top_k", 0, Integer.MAX_VALUE);
        json.checkObject("metadata");
        if (json.raw("stop_sequences") instanceof String) {
            throw json.wrong("stop_sequences", "must be an array of strings.");
        }
        AnswerWish wish = new AnswerWish(
                1,
                limit.intValue(),
                json.flag("ignore_eos", false),
                json.whole("seed", -Members.LARGEST_WHOLE, Members.LARGEST_WHOLE),
                json.strings("stop_sequences", MOST_STOPS),
                thinkingTokens(json, limit),
                MessageTools.read(json, toolCalls),
                null,
                promptTokens);
        return new MessagesRequest(model, json.flag("stream", false), wish);
    }

    @Override
    public AnswerFormat format(AnswerPlan plan, AnswerIdentity identity) {
        return new MessagesFormat(plan, identity);
    }

    @Override
    public String whole(AnswerPlan plan, AnswerIdentity identity) {
        return MessageAnswer.json(plan, identity);
    }

    private static int system(Members json) throws ApiException {
        Object system = json.raw("system");
        if (system == null || system instanceof String) {
            return PromptTokens.ofContent(system);
        }
        for (Members block : json.objects("system")) {
            block.requiredString("text");
        }
        return PromptTokens.ofContent(system);
    }

    private static int messages(Members json) throws ApiException {
        List<Members> messages = json.objects("messages");
        if (messages.isEmpty()) {
            throw json.wrong("messages", "is required and must be an array with at least one message.");
        }
        int tokens = 0;
        for (Members message : messages) {
            if (message.oneOf("role", "user", "assistant") == null) {
                throw message.wrong("role", "is required and must be user or assistant.");
            }
            Object content = message.raw("content");
            if (!(content instanceof String)) {
                if (!(content instanceof List<?>)) {
                    throw message.wrong("content", "must be a string or an array of blocks.");
                }
                for (Members block : message.objects("content")) {
                    if (block.requiredString("type").equals("text")) {
                        block.requiredString("text");
                    }
                }
            }
            tokens += PromptTokens.ofMessage(content);
        }
        return tokens;
    }

    private static int thinkingTokens(Members json, long limit) throws ApiException {
        Members thinking = json.object("thinking");
        if (thinking == null) {
            return 0;
        }
        String type = thinking.oneOf("type", "enabled", "disabled", "adaptive");
        if (type == null) {
            throw thinking.wrong("type", "is required.");
        }
        if (type.equals("enabled")) {
            Long budget = thinking.whole("budget_tokens", LEAST_BUDGET, MOST_TOKENS);
            if (budget == null || budget >= limit) {
                throw thinking.wrong("budget_tokens", "is required and must be less than 'max_tokens'.");
            }
        }
        return type.equals("disabled") ? 0 : THINKING_TOKENS;
    }
}
