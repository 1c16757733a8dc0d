package dev.tokenflow.simulator.openai.chat;

import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.request.Members;
import dev.tokenflow.simulator.request.PromptTokens;
import java.util.List;

/** Checks the messages of a chat and counts their tokens. */
final class ChatMessages {
    private ChatMessages() {}

    /** The tokens that the request's messages count as. */
    static int read(Members json) throws ApiException {
        List<Members> messages = json.objects("messages");
        if (messages.isEmpty()) {
            throw json.wrong("messages", "must be an array with at least one message.");
        }
        int tokens = PromptTokens.ANSWER;
        for (Members message : messages) {
            String role = message.oneOf("role", "system", "developer", "user", "assistant", "tool", "function");
            if (role == null) {
                throw message.wrong("role", "is required and must be a string.");
            }
            message.objects("tool_calls");
            if (role.equals("tool")) {
                message.requiredString("tool_call_id");
            }
            tokens += PromptTokens.ofMessage(content(message, role));
        }
        return tokens;
    }

    private static Object content(Members message, String role) throws ApiException {
        Object content = message.raw("content");
        if (content == null && (role.equals("assistant") || role.equals("function"))) {
            return "";
        }
        if (content instanceof String) {
            return content;
        }
        if (!(content instanceof List<?> parts)) {
            throw message.wrong("content", "must be a string or an array of parts.");
        }
        for (Members part : message.objects("content")) {
            if (part.requiredString("type").equals("text")) {
                part.requiredString("text");
            }
        }
        return parts;
    }
}
