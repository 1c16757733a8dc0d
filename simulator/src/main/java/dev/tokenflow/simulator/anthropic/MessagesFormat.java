package dev.tokenflow.simulator.anthropic;

import static dev.tokenflow.simulator.text.Utf8Builder.utf8;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.text.Utf8Builder;

/** Writes a message as named events: each part of it is a block that begins, grows by deltas, and stops. */
final class MessagesFormat implements AnswerFormat {
    private static final byte[] BLOCK_DELTA =
            utf8("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] TEXT = utf8(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");
    private static final byte[] THINKING = utf8(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"");
    private static final byte[] INPUT = utf8(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");
    private static final byte[] DELTA_END = utf8("\"}}\n\n");
    private static final byte[] PING = utf8("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private final AnswerPlan plan;
    private final AnswerIdentity identity;
    private int block;
    private int written;

    MessagesFormat(AnswerPlan plan, AnswerIdentity identity) {
        this.plan = plan;
        this.identity = identity;
    }

    /** The reason of an end in Anthropic's words. */
    static String reason(Choice.End end) {
        return switch (end) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
        };
    }

    /** What stands in for the proof that a thought is the model's. */
    static String signature(AnswerIdentity identity) {
        return identity.id("sig");
    }

    @Override
    public void begin(Utf8Builder out) {
        JsonWriter json = new JsonWriter().beginObject().field("type", "message_start");
        json.name("message").beginObject().field("id", identity.id("msg_"));
        json.field("type", "message").field("role", "assistant").field("model", identity.model());
        json.name("content").beginArray().endArray().field("stop_reason", (String) null);
        json.field("stop_sequence", (String) null).name("usage").beginObject();
        json.field("input_tokens", plan.promptTokens()).field("cache_creation_input_tokens", 0);
        json.field("cache_read_input_tokens", 0).field("output_tokens", 1);
        event(out, "message_start", json.endObject().endObject().endObject().toString());
    }

    @Override
    public void beginSegment(Utf8Builder out, int choice, Segment segment) {
        JsonWriter json = new JsonWriter().beginObject().field("type", "content_block_start");
        json.field("index", block).name("content_block").beginObject();
        switch (segment.kind()) {
            case CONTENT -> json.field("type", "text").field("text", "");
            case REASONING ->
                json.field("type", "thinking").field("thinking", "").field("signature", "");
            case TOOL_CALL -> {
                json.field("type", "tool_use").field("id", "toolu_" + segment.id());
                json.field("name", segment.name()).name("input").beginObject().endObject();
            }
        }
        event(out, "content_block_start", json.endObject().endObject().toString());
        if (block == 0) {
            out.add(PING);
        }
        if (segment.kind() == Kind.TOOL_CALL) {
            out.add(BLOCK_DELTA).add(block).add(INPUT).add(DELTA_END);
        }
    }

    @Override
    public void tokens(Utf8Builder out, int choice, Segment segment, int first, int count) {
        written += count;
        int start = out.length();
        out.add(BLOCK_DELTA).add(block);
        switch (segment.kind()) {
            case CONTENT -> out.add(TEXT);
            case REASONING -> out.add(THINKING);
            case TOOL_CALL -> out.add(INPUT);
        }
        int from = out.length();
        for (int token = first; token < first + count; token++) {
            out.add(segment.text().inJson(token));
        }
        if (out.length() == from) {
            out.cutTo(start); // nothing of it can be seen
        } else {
            out.add(DELTA_END);
        }
    }

    @Override
    public void endSegment(Utf8Builder out, int choice, Segment segment) {
        if (segment.kind() == Kind.REASONING) {
            out.add(BLOCK_DELTA).add(block).add(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"");
            out.add(signature(identity)).add(DELTA_END);
        }
        event(out, "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + block + "}");
        block++;
    }

    @Override
    public void endChoice(Utf8Builder out, int choice, Choice whole) {
        JsonWriter json = new JsonWriter().beginObject().field("type", "message_delta");
        json.name("delta").beginObject().field("stop_reason", reason(whole.end()));
        json.field("stop_sequence", whole.end() == Choice.End.STOP_SEQUENCE ? whole.stopSequence() : null);
        json.endObject().name("usage").beginObject().field("output_tokens", written);
        event(out, "message_delta", json.endObject().endObject().toString());
    }

    @Override
    public void end(Utf8Builder out) {
        event(out, "message_stop", "{\"type\":\"message_stop\"}");
    }

    @Override
    public void error(Utf8Builder out) {
        event(out, "error", AnthropicErrors.body("overloaded_error", "Overloaded"));
    }

    private static void event(Utf8Builder out, String name, String json) {
        out.add("event: ").add(name).add("\ndata: ").add(json).add("\n\n");
    }
}
