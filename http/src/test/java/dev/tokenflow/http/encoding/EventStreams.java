package dev.tokenflow.http.encoding;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Token streams as an engine writes them, one event a token, in the style of OpenAI. */
final class EventStreams {
    private static final String[] WORDS = {
        "the", "and", "that", "have", "for", "not", "with", "you", "this", "but", "his", "from", "they", "say", "her",
        "she", "will", "one", "all", "would", "there", "their", "what", "out", "about", "who", "get", "which", "when",
        "make", "can", "like", "time", "just", "him", "know", "take", "into", "year", "your", "good", "some", "could",
        "them", "see", "other", "than", "then", "now", "look", "only", "come", "its", "over", "think", "also", "back",
        "after", "use", "two", "how", "our", "work", "first", "ing", "ed", ",", ".", "s", "tion", "非", "常", "🙂"
    };

    private EventStreams() {}

    /** The events of one answer of that many tokens. */
    static byte[][] openAi(int tokens, long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        String before =
                "data: {\"id\":\"chatcmpl-" + Long.toHexString(dice.nextLong()) + Long.toHexString(dice.nextLong())
                        + "\",\"object\":\"chat.completion.chunk\",\"created\":1735000000,\"model\":\"gpt-4o-mi"
                        + "ni-2024-07-18\","
                        + "\"system_fingerprint\":\"fp_0aa8d3e20b\",\"choices\":[{\"index\":0,\"delta\":{\"cont"
                        + "ent\":\"";
        byte[][] events = new byte[tokens][];
        for (int i = 0; i < tokens; i++) {
            String text = " " + WORDS[dice.nextInt(WORDS.length)];
            events[i] = (before + text + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
        return events;
    }
}
