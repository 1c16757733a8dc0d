package dev.tokenflow.simulator.openai;

/**
 * Token counts.
 *
 * @param prompt tokens of the request
 * @param completion tokens of all choices, thoughts included
 * @param reasoning tokens of the thoughts
 */
public record Usage(int prompt, int completion, int reasoning) {
    /** The object of the API. */
    public String toJson() {
        return "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion + ",\"total_tokens\":"
                + (prompt + completion) + ",\"prompt_tokens_details\":{\"cached_tokens\":0}"
                + ",\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning + "}}";
    }
}
