package dev.tokenflow.simulator.openai;

import dev.tokenflow.protocol.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes one answer in OpenAI's format, as chunks of a stream or at once. Around its tokens a chunk has about 245
 * bytes, like those of public services.
 */
public final class Completion {
    private static final byte[] ROLE = utf8("\"role\":\"assistant\",");
    private static final byte[] CONTENT = utf8("\"content\":\"");
    private static final byte[] AFTER_CONTENT = utf8("\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] DONE = utf8("data: [DONE]\n\n");
    /** The prompt is not looked at, so its length is made up. */
    private static final int PROMPT_TOKENS = 16;

    private final String id;
    private final String model;
    private final long createdSeconds;
    private final long seed;
    private final byte[] beforeDelta;
    private int tokensWritten;

    /**
     * @param id names the answer
     * @param model the model served
     * @param createdSeconds seconds since 1970
     * @param seed of the text
     */
    public Completion(String id, String model, long createdSeconds, long seed) {
        this.id = id;
        this.model = model;
        this.createdSeconds = createdSeconds;
        this.seed = seed;
        String head = head("chat.completion.chunk").toString();
        this.beforeDelta = utf8("data: " + head + ",\"choices\":[{\"index\":0,\"delta\":{");
    }

    /** The event that carries the next {@code tokens} tokens; the first also names the role. */
    public byte[] chunk(int tokens) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(beforeDelta.length + 96 + 6 * tokens);
        out.writeBytes(beforeDelta);
        if (tokensWritten == 0) {
            out.writeBytes(ROLE);
        }
        out.writeBytes(CONTENT);
        text(tokens, out);
        out.writeBytes(AFTER_CONTENT);
        return out.toByteArray();
    }

    /** The events after the last token: why it ended, the counts if asked for, and the end mark. */
    public byte[] ending(String finishReason, boolean includeUsage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(640);
        out.writeBytes(beforeDelta);
        out.writeBytes(utf8("},\"logprobs\":null,\"finish_reason\":\"" + finishReason + "\"}]}\n\n"));
        if (includeUsage) {
            JsonWriter json =
                    head("chat.completion.chunk").name("choices").beginArray().endArray();
            out.writeBytes(utf8("data: " + usage(json).endObject() + "\n\n"));
        }
        out.writeBytes(DONE);
        return out.toByteArray();
    }

    /** The whole answer of {@code tokens} tokens as one JSON object. */
    public byte[] whole(int tokens, String finishReason) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(6 * tokens);
        text(tokens, text);
        JsonWriter json = head("chat.completion")
                .name("choices")
                .beginArray()
                .beginObject()
                .field("index", 0);
        json.name("message").beginObject().field("role", "assistant");
        json.field("content", text.toString(StandardCharsets.US_ASCII)).endObject();
        json.field("logprobs", (String) null)
                .field("finish_reason", finishReason)
                .endObject()
                .endArray();
        return utf8(usage(json).endObject().toString());
    }

    private void text(int tokens, ByteArrayOutputStream out) {
        for (int i = 0; i < tokens; i++) {
            out.writeBytes(Vocabulary.token(seed, ++tokensWritten));
        }
    }

    private JsonWriter head(String object) {
        JsonWriter json = new JsonWriter().beginObject().field("id", id).field("object", object);
        return json.field("created", createdSeconds).field("model", model).field("system_fingerprint", "fp_1");
    }

    private JsonWriter usage(JsonWriter json) {
        json.name("usage")
                .beginObject()
                .field("prompt_tokens", PROMPT_TOKENS)
                .field("completion_tokens", tokensWritten);
        return json.field("total_tokens", PROMPT_TOKENS + tokensWritten).endObject();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
