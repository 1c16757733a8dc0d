package dev.tokenflow.simulator.openai;

import dev.tokenflow.simulator.answer.plan.AnswerWish;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that chat completions and completions share, and that do not change what is written.
 *
 * @param model the model asked for; null = whatever is served
 * @param stream whether the answer comes as server-sent events
 * @param usage which chunks have token counts
 * @param obfuscation whether chunks are padded; null = as the server does by itself
 * @param choices answers to give for each prompt
 * @param seed of the text; null = the server's
 * @param stops texts at which an answer ends
 */
public record Sampling(
        @Nullable String model,
        boolean stream,
        UsageMode usage,
        @Nullable Boolean obfuscation,
        int choices,
        @Nullable Long seed,
        List<String> stops) {
    /** Most tokens of an answer. */
    static final int MOST_TOKENS = 1_000_000;

    private static final int MOST_CHOICES = 8;
    private static final int MOST_STOPS = 4;

    /**
     * Reads and checks them.
     *
     * @throws ApiException when one of them is wrong
     */
    public static Sampling read(Members json) throws ApiException {
        boolean stream = json.flag("stream", false);
        Members options = json.object("stream_options");
        if (options != null && !stream) {
            throw json.wrong("stream_options", "is only allowed when 'stream' is true.");
        }
        Long choices = json.whole("n", 1, MOST_CHOICES);
        json.checkNumber("temperature", 0, 2);
        json.checkNumber("top_p", 0, 1);
        json.checkNumber("presence_penalty", -2, 2);
        json.checkNumber("frequency_penalty", -2, 2);
        json.checkObject("logit_bias");
        json.string("user");
        return new Sampling(
                json.string("model"),
                stream,
                options == null ? UsageMode.NONE : UsageMode.read(options),
                obfuscation(options),
                choices == null ? 1 : choices.intValue(),
                json.whole("seed", -Members.LARGEST_WHOLE, Members.LARGEST_WHOLE),
                json.strings("stop", MOST_STOPS));
    }

    private static @Nullable Boolean obfuscation(@Nullable Members options) throws ApiException {
        if (options == null || !options.has("include_obfuscation")) {
            return null;
        }
        return options.flag("include_obfuscation", false);
    }

    /** A limit of tokens; null = none. */
    public static @Nullable Integer limit(Members json, String name) throws ApiException {
        Long limit = json.whole(name, 1, MOST_TOKENS);
        return limit == null ? null : limit.intValue();
    }

    /** The limit, or what a wish has for none. */
    public static int orNone(@Nullable Integer limit) {
        return limit == null ? AnswerWish.NO_LIMIT : limit;
    }
}
