package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.answer.plan.AnswerWish.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** Spreads calls over tools. */
public final class ToolTurns {
    private ToolTurns() {}

    /** {@code calls} calls, one tool after the other, and from the first again. */
    public static List<ToolCall> take(List<ToolCall> tools, int calls) {
        List<ToolCall> taken = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            taken.add(tools.get(i % tools.size()));
        }
        return taken;
    }
}
