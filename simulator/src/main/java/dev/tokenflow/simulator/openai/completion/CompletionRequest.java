package dev.tokenflow.simulator.openai.completion;

import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.AnswerRequest;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerWish;
import dev.tokenflow.simulator.openai.Sampling;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import dev.tokenflow.simulator.request.PromptTokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completion request, of the API before chats.
 *
 * @param sampling what it shares with other requests
 * @param wish what the answer should be
 * @param logprobs alternatives to each token, 0 to 5; negative = no log probabilities at all
 * @param padded whether chunks have a member that hides their length
 */
public record CompletionRequest(Sampling sampling, AnswerWish wish, int logprobs, boolean padded)
        implements AnswerRequest {
    /** As many as OpenAI gives to a request that names no limit. */
    private static final int DEFAULT_TOKENS = 16;

    private static final int MOST_PROMPTS = 20;
    private static final int MOST_LOGPROBS = 5;

    /**
     * Reads and checks a request body.
     *
     * @param padded whether the model hides the length of chunks where the request does not say
     * @throws ApiException with the parameter at fault
     */
    public static CompletionRequest parse(String body, boolean padded) throws ApiException {
        Members json = Members.parse(body);
        List<Integer> prompts = prompts(json);
        Sampling sampling = Sampling.read(json);
        if (json.flag("echo", false)) {
            throw json.wrong("echo", "must be false: this server does not repeat the prompt.");
        }
        json.string("suffix");
        Long bestOf = json.whole("best_of", 1, MOST_PROMPTS);
        if (bestOf != null && bestOf < sampling.choices()) {
            throw json.wrong("best_of", "must be at least 'n'.");
        }
        Integer given = Sampling.limit(json, "max_tokens");
        int limit = given == null ? DEFAULT_TOKENS : given;
        Long logprobs = json.whole("logprobs", 0, MOST_LOGPROBS);
        AnswerWish wish = new AnswerWish(
                prompts.size() * sampling.choices(),
                limit,
                json.flag("ignore_eos", false),
                sampling.seed(),
                sampling.stops(),
                0,
                List.of(),
                null,
                prompts.stream().mapToInt(Integer::intValue).sum());
        return new CompletionRequest(
                sampling,
                wish,
                logprobs == null ? -1 : logprobs.intValue(),
                sampling.obfuscation() == null ? padded : sampling.obfuscation());
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
        return new CompletionFormat(this, plan, identity);
    }

    @Override
    public String whole(AnswerPlan plan, AnswerIdentity identity) {
        return CompletionFormat.whole(this, plan, identity);
    }

    /** The tokens of each prompt: a text, an array of texts, one array of token numbers, or several of them. */
    private static List<Integer> prompts(Members json) throws ApiException {
        Object prompt = json.raw("prompt");
        if (prompt instanceof String text) {
            return List.of(PromptTokens.ofText(text));
        }
        if (prompt instanceof List<?> list && !list.isEmpty()) {
            if (list.stream().allMatch(Double.class::isInstance)) {
                return List.of(list.size());
            }
            boolean texts = list.stream().allMatch(String.class::isInstance);
            boolean arrays = list.stream().allMatch(CompletionRequest::isTokens);
            if ((texts || arrays) && list.size() <= MOST_PROMPTS) {
                return list.stream()
                        .map(each ->
                                each instanceof List<?> tokens ? tokens.size() : PromptTokens.ofText((String) each))
                        .toList();
            }
        }
        throw json.wrong(
                "prompt",
                "must be a string, an array of token numbers, or an array of at most " + MOST_PROMPTS + " of either.");
    }

    private static boolean isTokens(@Nullable Object value) {
        return value instanceof List<?> tokens
                && !tokens.isEmpty()
                && tokens.stream().allMatch(Double.class::isInstance);
    }
}
