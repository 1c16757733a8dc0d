package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.text.TokenText;

/**
 * A part of a choice: what comes in a row under one name.
 *
 * @param kind what it is
 * @param text its tokens
 * @param tokens how many, &ge; 1
 * @param index position among the choice's tool calls, from 0; 0 for other kinds
 * @param id of a tool call, without the API's prefix; empty for other kinds
 * @param name of the tool; empty for other kinds
 */
public record Segment(Kind kind, TokenText text, int tokens, int index, String id, String name) {
    /** What a part of an answer is. */
    public enum Kind {
        /** What the model thinks before it answers. */
        REASONING,
        /** The answer's text. */
        CONTENT,
        /** The arguments of one call of a tool. */
        TOOL_CALL
    }

    static Segment text(Kind kind, TokenText text, int tokens) {
        return new Segment(kind, text, tokens, 0, "", "");
    }

    /** The same with fewer tokens. */
    Segment first(int fewer) {
        return new Segment(kind, text, fewer, index, id, name);
    }
}
