package dev.tokenflow.simulator.openai.chat;

import dev.tokenflow.simulator.answer.plan.AnswerWish.ToolCall;
import dev.tokenflow.simulator.answer.plan.JsonShape;
import dev.tokenflow.simulator.answer.plan.ToolTurns;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import java.util.ArrayList;
import java.util.List;

/** Which tools of a chat the answer calls. */
final class ChatTools {
    private static final int MOST_TOOLS = 128;

    private ChatTools() {}

    /**
     * The calls to make: {@code calls} of them when the model may choose, at least one when the request forces it, in
     * the order of the tools and from the first again when there are more calls than tools.
     */
    static List<ToolCall> read(Members json, int calls) throws ApiException {
        List<ToolCall> tools = tools(json);
        boolean parallel = json.flag("parallel_tool_calls", true);
        int count = parallel ? calls : Math.min(1, calls);
        if (json.raw("tool_choice") instanceof String) {
            String choice = json.oneOf("tool_choice", "none", "auto", "required");
            if ("none".equals(choice)) {
                return List.of();
            }
            if ("required".equals(choice)) {
                if (tools.isEmpty()) {
                    throw json.wrong("tool_choice", "needs 'tools'.");
                }
                return ToolTurns.take(tools, Math.max(1, count));
            }
        } else if (json.has("tool_choice")) {
            Members choice = json.requiredObject("tool_choice");
            choice.oneOf("type", "function");
            Members function = choice.requiredObject("function");
            String name = function.requiredString("name");
            for (ToolCall tool : tools) {
                if (tool.name().equals(name)) {
                    return ToolTurns.take(List.of(tool), Math.max(1, count));
                }
            }
            throw function.wrong("name", "is none of the 'tools'.");
        }
        return tools.isEmpty() ? List.of() : ToolTurns.take(tools, count);
    }

    private static List<ToolCall> tools(Members json) throws ApiException {
        List<Members> given = json.objects("tools");
        if (given.size() > MOST_TOOLS) {
            throw json.wrong("tools", "must have at most " + MOST_TOOLS + " elements.");
        }
        List<ToolCall> tools = new ArrayList<>();
        for (Members tool : given) {
            if (!"function".equals(tool.requiredString("type"))) {
                throw tool.wrong("type", "must be function.");
            }
            Members function = tool.requiredObject("function");
            function.checkObject("parameters");
            tools.add(new ToolCall(function.requiredString("name"), JsonShape.opening(function.raw("parameters"))));
        }
        return tools;
    }
}
