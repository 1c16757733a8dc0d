package dev.tokenflow.simulator.openai.chat;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.openai.FinishReason;
import dev.tokenflow.simulator.openai.Logprobs;
import dev.tokenflow.simulator.openai.Usage;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.nio.charset.StandardCharsets;

/** A chat completion as one JSON object. */
final class ChatAnswer {
    private ChatAnswer() {}

    static String json(ChatRequest request, AnswerPlan plan, AnswerIdentity identity) {
        StringBuilder json = new StringBuilder(ChatFormat.head(identity, "chat.completion"));
        json.append(",\"choices\":[");
        for (int i = 0; i < plan.choices().size(); i++) {
            Choice choice = plan.choices().get(i);
            json.append(i > 0 ? "," : "").append("{\"index\":").append(i).append(",\"message\":");
            json.append(message(choice)).append(",\"logprobs\":").append(logprobs(request, choice));
            json.append(",\"finish_reason\":\"")
                    .append(FinishReason.of(choice.end()))
                    .append("\"}");
        }
        Usage usage = new Usage(plan.promptTokens(), plan.tokens(), plan.tokens(Kind.REASONING));
        return json.append("],\"usage\":").append(usage.toJson()).append('}').toString();
    }

    private static String message(Choice choice) {
        JsonWriter json = new JsonWriter().beginObject().field("role", "assistant");
        if (choice.has(Kind.REASONING)) {
            json.field("reasoning_content", choice.text(Kind.REASONING));
        }
        boolean calls = choice.has(Kind.TOOL_CALL);
        json.field("content", calls ? null : choice.text(Kind.CONTENT)).field("refusal", (String) null);
        if (calls) {
            json.name("tool_calls").beginArray();
            for (Segment segment : choice.segments()) {
                if (segment.kind() == Kind.TOOL_CALL) {
                    json.beginObject().field("id", "call_" + segment.id()).field("type", "function");
                    json.name("function").beginObject().field("name", segment.name());
                    json.field("arguments", Choice.text(segment)).endObject().endObject();
                }
            }
            json.endArray();
        }
        return json.endObject().toString();
    }

    private static String logprobs(ChatRequest request, Choice choice) {
        for (Segment segment : choice.segments()) {
            if (segment.kind() == Kind.CONTENT && request.logprobs() >= 0) {
                Utf8Builder out = new Utf8Builder(1024);
                Logprobs.chat(out, segment, 1, segment.tokens(), request.logprobs());
                return new String(out.toByteArray(), StandardCharsets.UTF_8);
            }
        }
        return "null";
    }
}
