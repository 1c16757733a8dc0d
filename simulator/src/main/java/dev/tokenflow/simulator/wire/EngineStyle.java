package dev.tokenflow.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/** How an engine writes the events of a chat completion: the members around a token's text. */
enum EngineStyle {
    OPENAI(
            "{\"id\":\"chatcmpl-%1$s\",\"object\":\"chat.completion.chunk\",\"created\":%2$d,"
                    + "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint"
                    + "\":\"fp_%3$s\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
            "\"},\"logprobs\":null,\"finish_reason\":null}]}"),
    VLLM(
            "{\"id\":\"chatcmpl-%1$s\",\"object\":\"chat.completion.chunk\",\"created\":%2$d,"
                    + "\"model\":\"meta-llama/Llama-3.1-8B-Instruct\",\"choices\":[{\"index\":0,\"delta\":{\"co"
                    + "ntent\":\"",
            "\"},\"logprobs\":null,\"finish_reason\":null,\"token_ids\":null}]}"),
    SGLANG(
            "{\"id\":\"%1$s\",\"object\":\"chat.completion.chunk\",\"created\":%2$d,\"model\":\"Qwen/Qwen2.5-7B"
                    + "-Instruct\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"role\":null,\"content\":\"",
            "\",\"reasoning_content\":null,\"tool_calls\":null},\"logprobs\":null,\"finish_reason\":null,"
                    + "\"matched_stop\":null}],\"usage\":null}"),
    LLAMA_CPP(
            "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"content\":\"",
            "\"}}],\"created\":1764000000,\"id\":\"chatcmpl-a8Kd02mQxv7LrT5cWz1BnE9yHuG4sJf3\","
                    + "\"model\":\"qwen2.5-7b-instruct-q4_k_m.gguf\",\"system_fingerprint\":\"b6123-79c1160b\","
                    + "\"object\":\"chat.completion.chunk\"}");

    private static final int ID_HALVES = 2;

    private final String before;
    private final byte[] after;

    EngineStyle(String before, String after) {
        this.before = "data: " + before;
        this.after = (after + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** All bytes of an event before its text, with an id of its own for each seed. */
    byte[] before(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_HALVES; i++) {
            id.append(String.format(Locale.ROOT, "%016x", dice.nextLong()));
        }
        long created = 1_764_000_000L + dice.nextInt(1 << 20);
        String fingerprint = String.format(Locale.ROOT, "%010x", dice.nextLong() >>> 24);
        return String.format(Locale.ROOT, before, id, created, fingerprint).getBytes(StandardCharsets.US_ASCII);
    }

    /** All bytes of an event after its text; shared, do not change them. */
    byte[] after() {
        return after;
    }

    /** The event that says why the answer ended. */
    byte[] ending(long seed) {
        String text =
                new String(before(seed), StandardCharsets.US_ASCII) + new String(after, StandardCharsets.US_ASCII);
        return text.replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
