package dev.tokenflow.simulator.openai;

import dev.tokenflow.simulator.answer.plan.Choice;

/** Why an answer ends, in OpenAI's words. */
public final class FinishReason {
    private FinishReason() {}

    /** The word for an end. */
    public static String of(Choice.End end) {
        return switch (end) {
            case STOP, STOP_SEQUENCE -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
        };
    }
}
