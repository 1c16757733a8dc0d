package dev.tokenflow.simulator.openai;

import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;

/** Which chunks of a stream have token counts. */
public enum UsageMode {
    /** None, and none has a member for them. */
    NONE,
    /** A last one without choices; the others have {@code "usage":null}. */
    LAST,
    /** Every one, as vLLM does for {@code continuous_usage_stats}. */
    EVERY;

    static UsageMode read(Members streamOptions) throws ApiException {
        boolean include = streamOptions.flag("include_usage", false);
        boolean every = streamOptions.flag("continuous_usage_stats", false);
        if (!include) {
            return NONE;
        }
        return every ? EVERY : LAST;
    }
}
