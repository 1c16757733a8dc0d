package dev.tokenflow.simulator.anthropic;

import dev.tokenflow.simulator.answer.plan.AnswerWish.ToolCall;
import dev.tokenflow.simulator.answer.plan.JsonShape;
import dev.tokenflow.simulator.answer.plan.ToolTurns;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import java.util.ArrayList;
import java.util.List;

/** Which tools of a request the answer uses. */
final class MessageTools {
    private MessageTools() {}

    /** The calls to make: {@code calls} of them when the model may choose, at least one when the request forces it. */
    static List<ToolCall> read(Members json, int calls) throws ApiException {
        List<ToolCall> tools = new ArrayList<>();
        for (Members tool : json.objects("tools")) {
            tool.checkObject("input_schema");
            tools.add(new ToolCall(tool.requiredString("name"), JsonShape.opening(tool.raw("input_schema"))));
        }
        Members choice = json.object("tool_choice");
        if (choice == null) {
            return tools.isEmpty() ? List.of() : ToolTurns.take(tools, calls);
        }
        String type = choice.oneOf("type", "auto", "any", "tool", "none");
        if (type == null) {
            throw choice.wrong("type", "is required.");
        }
        int count = choice.flag("disable_parallel_tool_use", false) ? Math.min(1, calls) : calls;
        if (type.equals("none")) {
            return List.of();
        }
        if (tools.isEmpty()) {
            throw json.wrong("tool_choice", "needs 'tools'.");
        }
        if (type.equals("auto")) {
            return ToolTurns.take(tools, count);
        }
        if (type.equals("any")) {
            return ToolTurns.take(tools, Math.max(1, count));
        }
        String name = choice.requiredString("name");
        for (ToolCall tool : tools) {
            if (tool.name().equals(name)) {
                return ToolTurns.take(List.of(tool), Math.max(1, count));
            }
        }
        throw choice.wrong("name", "is none of the 'tools'.");
    }
}
