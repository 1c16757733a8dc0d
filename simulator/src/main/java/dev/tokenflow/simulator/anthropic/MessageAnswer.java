package dev.tokenflow.simulator.anthropic;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;

/** A message as one JSON object. */
final class MessageAnswer {
    private MessageAnswer() {}

    static String json(AnswerPlan plan, AnswerIdentity identity) {
        Choice choice = plan.choices().getFirst();
        StringBuilder content = new StringBuilder();
        for (Segment segment : choice.segments()) {
            content.append(content.isEmpty() ? "" : ",").append(block(segment, choice, identity));
        }
        JsonWriter head = new JsonWriter().beginObject().field("id", identity.id("msg_"));
        head.field("type", "message").field("role", "assistant").field("model", identity.model());
        JsonWriter tail = new JsonWriter().value(MessagesFormat.reason(choice.end()));
        tail.field("stop_sequence", choice.end() == Choice.End.STOP_SEQUENCE ? choice.stopSequence() : null);
        tail.name("usage").beginObject().field("input_tokens", plan.promptTokens());
        tail.field("cache_creation_input_tokens", 0).field("cache_read_input_tokens", 0);
        tail.field("output_tokens", plan.tokens()).endObject().endObject();
        return head + ",\"content\":[" + content + "],\"stop_reason\":" + tail;
    }

    private static String block(Segment segment, Choice choice, AnswerIdentity identity) {
        String text = Choice.text(segment);
        JsonWriter json = new JsonWriter().beginObject();
        return switch (segment.kind()) {
            case CONTENT ->
                json.field("type", "text").field("text", text).endObject().toString();
            case REASONING ->
                json.field("type", "thinking")
                        .field("thinking", text)
                        .field("signature", MessagesFormat.signature(identity))
                        .endObject()
                        .toString();
            case TOOL_CALL -> {
                json.field("type", "tool_use").field("id", "toolu_" + segment.id());
                json.field("name", segment.name()).name("input");
                // The input is an object; one that was cut is none, and stays empty.
                boolean cut = choice.end() == Choice.End.LENGTH
                        && segment.equals(choice.segments().getLast());
                yield json + (cut ? "{}" : text) + "}";
            }
        };
    }
}
