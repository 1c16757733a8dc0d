package dev.tokenflow.ops.gateway;

import static dev.tokenflow.ops.gateway.ChatEvents.Engine.BARE;
import static dev.tokenflow.ops.gateway.ChatEvents.Engine.LLAMA_CPP;
import static dev.tokenflow.ops.gateway.ChatEvents.Engine.OPENAI;
import static dev.tokenflow.ops.gateway.ChatEvents.Engine.VLLM;

import java.util.List;
import java.util.stream.Stream;

/** Answers of the chat API as engines of several houses write them. */
final class ChatFixtures {
    private static final String BLANK = "\n";
    private static final String DONE = "data: [DONE]\n\n";

    private ChatFixtures() {}

    static List<StreamFixture> all() {
        return Stream.of(texts(), tools(), kinds(), choices(), counts(), odd(), framing())
                .flatMap(List::stream)
                .toList();
    }

    private static ChatEvents begin() {
        return new ChatEvents(OPENAI).role(0);
    }

    static StreamFixture english() {
        return begin().content(Texts.pieces(Texts.ENGLISH, 1))
                .finish(0, "stop")
                .usage(40)
                .done("english");
    }

    private static List<StreamFixture> texts() {
        return List.of(
                english(),
                new ChatEvents(VLLM)
                        .role(0)
                        .content(Texts.pieces(Texts.JAPANESE, 2))
                        .finish(0, "stop")
                        .done("japanese"),
                begin().content(Texts.escapedPieces(Texts.JAPANESE, 3))
                        .finish(0, "stop")
                        .done("japanese-escaped"),
                new ChatEvents(LLAMA_CPP)
                        .role(0)
                        .content(Texts.pieces(Texts.EMOJI, 4))
                        .finish(0, "stop")
                        .done("emoji"),
                begin().content(Texts.escapedPieces(Texts.EMOJI, 5))
                        .finish(0, "stop")
                        .done("emoji-escaped"),
                begin().content(Texts.halves("a😀b🎉c")).finish(0, "stop").done("emoji-halves"),
                begin().texts(0, "refusal", Texts.pieces("I am sorry, but I cannot do that.", 6))
                        .finish(0, "stop")
                        .done("refusal"),
                begin().content("one", " two", " three", " four", " five")
                        .finish(0, "length")
                        .done("max-tokens-5"),
                begin().content("x".repeat(5_000), "y".repeat(40_000), "z")
                        .finish(0, "stop")
                        .done("large-deltas"));
    }

    private static List<StreamFixture> tools() {
        String[] paris = {"{\\\"ci", "ty\\\"", ":\\\"Pa", "ris\\\"", "}"};
        String[] tokyo = {"{\\\"city\\\":", "\\\"東", "京\\\"}"};
        return List.of(
                begin().tool(0, "call_1", "weather", "")
                        .arguments(0, paris)
                        .tool(1, "call_2", "weather", "")
                        .arguments(1, tokyo)
                        .finish(0, "tool_calls")
                        .done("tools-one-after-the-other"),
                begin().tool(0, "call_1", "weather", "")
                        .tool(1, "call_2", "weather", "")
                        .arguments(0, "{\\\"ci", "ty\\\":")
                        .arguments(1, tokyo[0])
                        .arguments(0, "\\\"Pa")
                        .arguments(1, tokyo[1], tokyo[2])
                        .arguments(0, "ris\\\"", "}")
                        .finish(0, "tool_calls")
                        .done("tools-interleaved"),
                begin().tool(0, "call_1", "weather", "{\\\"city\\\":\\\"Paris\\\"}")
                        .finish(0, "tool_calls")
                        .done("tool-in-one-event"),
                begin().delta("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{"
                                + "\"name\":\"weather\"}},{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\"}}]}")
                        .arguments(0, "\\\":", "\\\"Rome\\\"}")
                        .finish(0, "tool_calls")
                        .done("two-entries-of-one-tool"),
                begin().delta("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\"}]}")
                        .delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"weather\"}}]}")
                        .arguments(0, "{\\\"city\\\"", ":\\\"Rome\\\"", "}")
                        .finish(0, "tool_calls")
                        .done("tool-with-only-an-id-first"),
                begin().content("I will", " look", " it up", ".")
                        .tool(0, "call_1", "weather", "")
                        .arguments(0, paris)
                        .finish(0, "tool_calls")
                        .done("content-then-tool"),
                begin().tool(0, "call_1", "time", "").finish(0, "tool_calls").done("tool-without-arguments"),
                new ChatEvents(LLAMA_CPP)
                        .role(0)
                        .tool(0, "call_1", "weather", "{\\\"a\\\"")
                        .arguments(0, ":1}")
                        .finish(0, "tool_calls")
                        .done("tool-with-a-tail"));
    }

    private static List<StreamFixture> kinds() {
        String thought = "{\"content\":\"\",\"reasoning\":\"%s\"}";
        return List.of(
                new ChatEvents(VLLM)
                        .role(0)
                        .texts(0, "reasoning_content", Texts.pieces("First I add 2 and 2. 四 it is.", 7))
                        .content(Texts.pieces("The answer is 4, or 四.", 8))
                        .finish(0, "stop")
                        .done("reasoning-then-content"),
                begin().delta(thought.formatted("Let "))
                        .delta(thought.formatted("me "))
                        .delta(thought.formatted("think"))
                        .content("It", " is", " 4")
                        .finish(0, "stop")
                        .done("reasoning-with-empty-content"),
                new ChatEvents(VLLM)
                        .role(0)
                        .texts(0, "reasoning_content", "a", "b", "c")
                        .content("d", "e")
                        .texts(0, "reasoning_content", "f", "g")
                        .content("h", "i")
                        .tool(0, "call_1", "weather", "")
                        .arguments(0, "{\\\"city\\\":", "\\\"Oslo\\\"}")
                        .content("j", "k")
                        .finish(0, "tool_calls")
                        .done("kinds-interleaved"),
                begin().delta("{\"reasoning_content\":\"a\"}")
                        .delta("{\"reasoning_content\":\"b\",\"content\":\"c\"}")
                        .content("d", "e")
                        .finish(0, "stop")
                        .done("two-kinds-in-one-event"));
    }

    private static List<StreamFixture> choices() {
        ChatEvents two = new ChatEvents(OPENAI).role(0).role(1);
        String[] words = Texts.pieces(Texts.JAPANESE + Texts.ENGLISH, 9);
        for (int i = 0; i < words.length; i++) {
            two.texts(i % 4 == 1 || i % 4 == 2 ? 1 : 0, "content", words[i]);
        }
        return List.of(
                two.finish(1, "stop").finish(0, "length").done("two-choices"),
                new ChatEvents(BARE)
                        .role(0)
                        .texts(0, "content", "a", "b")
                        .role(1)
                        .texts(1, "content", "x", "y")
                        .texts(0, "content", "c")
                        .finish(0, "stop")
                        .texts(1, "content", "z", "!")
                        .finish(1, "stop")
                        .done("a-choice-that-begins-late"),
                begin().data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                                + "\"choices\":["
                                + "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null},"
                                + "{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"b\"},"
                                + "\"finish_reason\":null}]}")
                        .texts(1, "content", "c", "d")
                        .texts(0, "content", "e", "f")
                        .finish(0, "stop")
                        .finish(1, "stop")
                        .done("two-choices-in-one-event"));
    }

    private static List<StreamFixture> counts() {
        ChatEvents logprobs = new ChatEvents(BARE).role(0);
        ChatEvents each = new ChatEvents(OPENAI).role(0);
        String[] pieces = Texts.pieces(Texts.JAPANESE, 10);
        for (int i = 0; i < pieces.length; i++) {
            logprobs.delta(
                    0,
                    "{\"content\":\"" + pieces[i] + "\"}",
                    ",\"logprobs\":{\"content\":[{\"token\":\"" + pieces[i] + "\",\"logprob\":-0." + (i + 1)
                            + ",\"bytes\":[1,2],\"top_logprobs\":[{\"token\":\"]\",\"logprob\":-1,\"bytes\":null}]}],"
                            + "\"refusal\":null}",
                    "");
            each.delta(
                    0,
                    "{\"content\":\"" + pieces[i] + "\"}",
                    "",
                    ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d,\"total_tokens\":%d}"
                            .formatted(i + 1, i + 10));
        }
        return List.of(
                logprobs.finish(0, "stop").done("logprobs"),
                each.finish(0, "stop").usage(pieces.length).done("usage-in-each-event"),
                begin().content("a", "b", "c").finish(0, "stop").done("no-usage"),
                new ChatEvents(OPENAI)
                        .delta(0, "{\"role\":\"assistant\",\"content\":\"\"}", "", ",\"usage\":null")
                        .delta(0, "{\"content\":\"a\"}", "", ",\"usage\":null")
                        .delta(0, "{\"content\":\"b\"}", "", ",\"usage\":null")
                        .delta(0, "{\"content\":\"c\"}", "", ",\"usage\":null")
                        .finish(0, "stop")
                        .usage(3)
                        .done("usage-null"));
    }

    private static List<StreamFixture> odd() {
        ChatEvents padded = new ChatEvents(OPENAI).role(0);
        ChatEvents unknown = new ChatEvents(OPENAI).role(0);
        String[] pieces = Texts.pieces(Texts.ENGLISH, 11);
        for (int i = 0; i < pieces.length; i++) {
            padded.delta(
                    0, "{\"content\":\"" + pieces[i] + "\"}", "", ",\"obfuscation\":\"" + "q".repeat(i % 7) + "\"");
            unknown.delta(0, "{\"content\":\"" + pieces[i] + "\"}", i % 5 == 4 ? ",\"token_ids\":[" + i + "]" : "", "");
        }
        return List.of(
                padded.finish(0, "stop").done("obfuscation"),
                unknown.finish(0, "stop").done("unknown-members"),
                new ChatEvents(OPENAI)
                        .data("{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],"
                                + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}")
                        .role(0)
                        .delta(0, "{\"content\":\"a\"}", ",\"content_filter_results\":{}", "")
                        .delta(0, "{\"content\":\"b\"}", ",\"content_filter_results\":{}", "")
                        .delta(
                                0,
                                "{\"content\":\"c\"}",
                                ",\"content_filter_results\":{\"hate\":{\"filtered\":f" + "alse}}",
                                "")
                        .finish(0, "stop")
                        .done("azure"),
                begin().content("Half", " of", " an")
                        .data("{\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\",\"code\":500}}")
                        .open("error-in-mid-stream"),
                new ChatEvents(VLLM)
                        .delta("{\"role\":\"assistant\",\"content\":\"a\"}")
                        .delta("{\"role\":\"assistant\",\"content\":\"b\"}")
                        .delta("{\"role\":\"assistant\",\"content\":\"c\"}")
                        .finish(0, "stop")
                        .done("a-role-in-each-event"),
                begin().content("a", "b")
                        .data("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\"},"
                                + "\"finish_reason\":\"stop\"}]}")
                        .done("a-finish-with-text"),
                begin().content("a", "b")
                        .delta("{\"content\":null}")
                        .content("c")
                        .delta("{}")
                        .content("d")
                        .finish(0, "stop")
                        .done("deltas-of-nothing"));
    }

    private static List<StreamFixture> framing() {
        StreamFixture plain = english();
        StreamFixture pings = begin().raw(": ping\n\n")
                .content("a", "b")
                .raw(": ping\n\n")
                .content("c", "d")
                .raw("id: 7\nretry: 10\n\n")
                .content("e")
                .finish(0, "stop")
                .done("comments");
        return List.of(
                plain.withLineEnds("crlf", "\r\n"),
                plain.withLineEnds("cr", "\r"),
                plain.without("no-last-blank-line", BLANK),
                plain.without("no-done", DONE),
                plain.without("no-last-newlines", BLANK + BLANK),
                new StreamFixture(
                        "no-space-after-data", plain.api(), plain.body().replace("data: ", "data:")),
                new StreamFixture(
                        "two-lines-of-data", plain.api(), plain.body().replace(",\"choices\"", ",\ndata: \"choices\"")),
                pings);
    }
}
