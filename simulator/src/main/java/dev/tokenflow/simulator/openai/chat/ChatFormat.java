package dev.tokenflow.simulator.openai.chat;

import static dev.tokenflow.simulator.text.Utf8Builder.utf8;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.openai.ChunkTail;
import dev.tokenflow.simulator.openai.FinishReason;
import dev.tokenflow.simulator.openai.Logprobs;
import dev.tokenflow.simulator.openai.OpenAiErrors;
import dev.tokenflow.simulator.text.Utf8Builder;

/**
 * Writes a chat completion as chunks: the role in a chunk of its own, deltas, an empty delta with the reason of the
 * end, the token counts if asked for, and the end mark. Around its tokens a chunk has about 245 bytes, like those of
 * public services.
 */
final class ChatFormat implements AnswerFormat {
    private static final byte[] CONTENT = utf8("\"content\":\"");
    private static final byte[] REASONING = utf8("\"reasoning_content\":\"");
    private static final byte[] QUOTE = utf8("\"");
    private static final byte[] ARGUMENTS_END = utf8("\"}}]");
    private static final byte[] AFTER_DELTA = utf8("},\"logprobs\":null,\"finish_reason\":null}]");
    private static final byte[] DONE = utf8("data: [DONE]\n\n");

    private final String head;
    private final byte[][] beforeDelta;
    private final AnswerPlan plan;
    private final int logprobs;
    private final ChunkTail tail;

    ChatFormat(ChatRequest request, AnswerPlan plan, AnswerIdentity identity) {
        this.plan = plan;
        this.logprobs = request.logprobs();
        this.tail = new ChunkTail(request.sampling().usage(), plan.promptTokens(), request.padded(), identity.number());
        this.head = "data: " + head(identity, "chat.completion.chunk") + ",\"choices\":[";
        this.beforeDelta = new byte[plan.choices().size()][];
        for (int i = 0; i < beforeDelta.length; i++) {
            beforeDelta[i] = utf8(head + "{\"index\":" + i + ",\"delta\":{");
        }
    }

    /** The members with which chunks and whole answers begin, without the closing brace. */
    static String head(AnswerIdentity identity, String object) {
        JsonWriter json = new JsonWriter().beginObject().field("id", identity.id("chatcmpl-"));
        json.field("object", object).field("created", identity.createdSeconds());
        return json.field("model", identity.model())
                .field("system_fingerprint", "fp_1")
                .toString();
    }

    @Override
    public void begin(Utf8Builder out) {
        for (int i = 0; i < beforeDelta.length; i++) {
            String content = plan.choices().get(i).has(Kind.TOOL_CALL) ? "null" : "\"\"";
            out.add(beforeDelta[i])
                    .add("\"role\":\"assistant\",\"content\":")
                    .add(content)
                    .add(AFTER_DELTA);
            tail.add(out, 0);
        }
    }

    @Override
    public void beginSegment(Utf8Builder out, int choice, Segment segment) {
        if (segment.kind() == Kind.TOOL_CALL) {
            JsonWriter call = new JsonWriter().beginObject().field("index", segment.index());
            call.field("id", "call_" + segment.id()).field("type", "function").name("function");
            call.beginObject()
                    .field("name", segment.name())
                    .field("arguments", "")
                    .endObject()
                    .endObject();
            out.add(beforeDelta[choice])
                    .add("\"tool_calls\":[")
                    .add(call.toString())
                    .add("]")
                    .add(AFTER_DELTA);
            tail.add(out, 0);
        }
    }

    @Override
    public void tokens(Utf8Builder out, int choice, Segment segment, int first, int count) {
        tail.count(count, segment.kind() == Kind.REASONING);
        int start = out.length();
        out.add(beforeDelta[choice]);
        switch (segment.kind()) {
            case CONTENT -> out.add(CONTENT);
            case REASONING -> out.add(REASONING);
            case TOOL_CALL ->
                out.add("\"tool_calls\":[{\"index\":" + segment.index() + ",\"function\":{\"arguments\":\"");
        }
        int from = out.length();
        for (int token = first; token < first + count; token++) {
            out.add(segment.text().inJson(token));
        }
        int bytes = out.length() - from;
        if (bytes == 0) {
            out.cutTo(start); // nothing of it can be seen
            return;
        }
        out.add(segment.kind() == Kind.TOOL_CALL ? ARGUMENTS_END : QUOTE);
        if (logprobs >= 0 && segment.kind() == Kind.CONTENT) {
            out.add("},\"logprobs\":");
            Logprobs.chat(out, segment, first, count, logprobs);
            out.add(",\"finish_reason\":null}]");
        } else {
            out.add(AFTER_DELTA);
        }
        tail.add(out, bytes);
    }

    @Override
    public void endSegment(Utf8Builder out, int choice, Segment segment) {
        // Nothing marks it: the next part has another name or index.
    }

    @Override
    public void endChoice(Utf8Builder out, int choice, Choice whole) {
        String reason = FinishReason.of(whole.end());
        out.add(beforeDelta[choice]).add("},\"logprobs\":null,\"finish_reason\":\"" + reason + "\"}]");
        tail.add(out, 0);
    }

    @Override
    public void end(Utf8Builder out) {
        if (tail.hasLast()) {
            out.add(head).add("],\"usage\":").add(tail.usage().toJson()).add("}\n\n");
        }
        out.add(DONE);
    }

    @Override
    public void error(Utf8Builder out) {
        out.add("data: ").add(OpenAiErrors.body(OpenAiErrors.FAILED)).add("\n\n");
    }
}
