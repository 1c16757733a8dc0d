package dev.tokenflow.ops.gateway;

import dev.tokenflow.ops.gateway.StreamFixture.Api;
import java.util.List;

/** Answers of the completions API and of the messages API. */
final class OtherFixtures {
    private static final String START = message(
            "message_start",
            "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant"
                    + "\",\"model\":\"m\","
                    + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}");

    private OtherFixtures() {}

    static List<StreamFixture> all() {
        StreamFixture english = answer(
                "messages-english",
                block(
                        0,
                        "{\"type\":\"text\",\"text\":\"\"}",
                        texts(0, "text_delta", "text", Texts.pieces(Texts.ENGLISH, 21))),
                "end_turn");
        return List.of(
                completions("completions-emoji", "", Texts.pieces(Texts.EMOJI + Texts.JAPANESE, 20)),
                completions(
                        "completions-logprobs",
                        "{\"tokens\":[\"t\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\"t\":-0.5}],\"text_o"
                                + "ffset\":[%d]}",
                        Texts.pieces(Texts.ENGLISH, 22)),
                english,
                english.withLineEnds("crlf", "\r\n"),
                answer("messages-thinking", thinking(), "end_turn"),
                answer("messages-tools", tools(), "tool_use"),
                answer("messages-citations", citations(), "end_turn"),
                answer(
                        "messages-pings",
                        message("ping", "")
                                + block(
                                        0,
                                        "{\"type\":\"text\",\"text\":\"\"}",
                                        texts(0, "text_delta", "text", "a", "b")
                                                + message("ping", "")
                                                + texts(0, "text_delta", "text", "c", "d", "e")),
                        "max_tokens"),
                new StreamFixture(
                        "messages-error",
                        Api.MESSAGES,
                        START
                                + message(
                                        "content_block_start",
                                        "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                                + texts(0, "text_delta", "text", "Half", " an", " answer")
                                + message(
                                        "error",
                                        "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Over" + "loaded\"}")));
    }

    private static StreamFixture completions(String name, String logprobs, String... pieces) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i <= pieces.length; i++) {
            boolean last = i == pieces.length;
            out.append(("data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1700000000,\"model"
                            + "\":\"m\",\"choices\":"
                            + "[{\"index\":0,\"text\":\"%s\",\"logprobs\":%s,\"finish_reason\":%s,\"stop_reason"
                            + "\":null}],"
                            + "\"usage\":null}\n\n")
                    .formatted(
                            last ? "" : pieces[i],
                            last || logprobs.isEmpty() ? "null" : logprobs.formatted(i),
                            last ? "\"stop\"" : "null"));
        }
        return new StreamFixture(
                name, Api.COMPLETIONS, out.append("data: [DONE]\n\n").toString());
    }

    private static String thinking() {
        return block(
                        0,
                        "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
                        texts(0, "thinking_delta", "thinking", Texts.pieces("2 and 2, 二と二, is four.", 23))
                                + texts(0, "signature_delta", "signature", "EqQBCgIYAhIM"))
                + block(
                        1,
                        "{\"type\":\"text\",\"text\":\"\"}",
                        texts(1, "text_delta", "text", Texts.pieces("It is four 😀.", 24)));
    }

    private static String tools() {
        return block(0, "{\"type\":\"text\",\"text\":\"\"}", texts(0, "text_delta", "text", "I", " look", "."))
                + block(
                        1,
                        "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}",
                        texts(1, "input_json_delta", "partial_json", "", "{\\\"city", "\\\": \\\"東", "京\\\"", "}"))
                + block(
                        2,
                        "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"weather\",\"input\":{}}",
                        texts(2, "input_json_delta", "partial_json", "{\\\"city\\\"", ":\\\"Rome\\\"", "}"));
    }

    private static String citations() {
        String citation = "\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_lo"
                + "cation\","
                + "\"cited_text\":\"%s\",\"document_index\":0,\"document_title\":\"t\",\"start_char_index\":0,"
                + "\"end_char_index\":5}}";
        return block(
                0,
                "{\"type\":\"text\",\"text\":\"\",\"citations\":[]}",
                texts(0, "text_delta", "text", "As", " it", " says")
                        + message("content_block_delta", citation.formatted("one"))
                        + message("content_block_delta", citation.formatted("two"))
                        + texts(0, "text_delta", "text", ",", " so", "."));
    }

    private static StreamFixture answer(String name, String blocks, String reason) {
        return new StreamFixture(
                name,
                Api.MESSAGES,
                START
                        + blocks
                        + message(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"" + reason + "\",\"stop_sequence\":null},"
                                        + "\"usage\":{\"output_tokens\":30}")
                        + message("message_stop", ""));
    }

    private static String block(int index, String opening, String deltas) {
        return message("content_block_start", "\"index\":" + index + ",\"content_block\":" + opening)
                + deltas
                + message("content_block_stop", "\"index\":" + index);
    }

    private static String texts(int index, String type, String member, String... pieces) {
        StringBuilder out = new StringBuilder();
        for (String piece : pieces) {
            out.append(message(
                    "content_block_delta",
                    "\"index\":%d,\"delta\":{\"type\":\"%s\",\"%s\":\"%s\"}".formatted(index, type, member, piece)));
        }
        return out.toString();
    }

    private static String message(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (members.isEmpty() ? "" : "," + members)
                + "}\n\n";
    }
}
