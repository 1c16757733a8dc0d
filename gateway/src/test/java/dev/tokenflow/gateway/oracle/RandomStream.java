package dev.tokenflow.gateway.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random but valid streams as engines of many makes write them. The same seed gives the same stream. */
public final class RandomStream {
    /** The protocols streams are made of. */
    public enum Kind {
        CHAT,
        COMPLETIONS,
        MESSAGES
    }

    private static final List<String> PIECES = List.of(
            "Hello",
            " world",
            "",
            ".",
            "\n\n",
            "\"",
            "\\",
            "\t",
            "世界",
            "日本語",
            "😀",
            "👩‍👩‍👧",
            "é",
            "\u2028",
            "data: ",
            "[DONE]",
            "\uD83D",
            "\uDE00",
            "null",
            "{\"a\":",
            "1}",
            "x".repeat(300));

    private final Random random;
    private final List<String> events = new ArrayList<>();
    private final String end;
    private final String space;
    private final String prefix;
    private final boolean shuffled;
    private final boolean escaped;
    private final boolean padded;
    private final boolean logprobs;
    private final boolean usageEverywhere;
    private final boolean nulls;
    private int tokens;

    private RandomStream(long seed) {
        random = new Random(seed);
        end = List.of("\n", "\n", "\r\n", "\r").get(random.nextInt(4));
        space = List.of("", "", " ", "  ").get(random.nextInt(4));
        prefix = random.nextInt(4) == 0 ? "data:" : "data: ";
        shuffled = random.nextInt(3) == 0;
        escaped = random.nextBoolean();
        padded = random.nextInt(4) == 0;
        logprobs = random.nextInt(4) == 0;
        usageEverywhere = random.nextInt(4) == 0;
        nulls = random.nextBoolean();
    }

    /** The events of a stream, each with its blank line; the last one may lack it. */
    public static List<byte[]> of(Kind kind, long seed) {
        RandomStream stream = new RandomStream(seed);
        switch (kind) {
            case CHAT -> stream.chat();
            case COMPLETIONS -> stream.completions();
            case MESSAGES -> stream.messages();
        }
        List<byte[]> bytes = new ArrayList<>();
        stream.events.forEach(event -> bytes.add(event.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private void chat() {
        int choices = random.nextInt(3) == 0 ? 2 : 1;
        if (random.nextInt(5) == 0) {
            data(map("id", "", "choices", List.of(), "prompt_filter_results", List.of(map("prompt_index", 0))));
        }
        for (int i = 0; i < choices; i++) {
            chunk(i, map("role", "assistant", "content", random.nextBoolean() ? "" : null), null);
        }
        int[] tools = new int[choices];
        String[] mode = new String[choices];
        java.util.Arrays.fill(mode, "content");
        for (int step = 20 + random.nextInt(60); step > 0; step--) {
            int choice = random.nextInt(choices);
            interrupt();
            if (random.nextInt(8) == 0) {
                mode[choice] = List.of("content", "reasoning_content", "reasoning", "refusal", "tool", "thinking")
                        .get(random.nextInt(6));
                if (mode[choice].equals("tool")) {
                    Map<String, Object> function = map("name", "f" + step, "arguments", "");
                    chunk(
                            choice,
                            map(
                                    "tool_calls",
                                    List.of(map(
                                            "index",
                                            tools[choice]++,
                                            "id",
                                            "call_" + step,
                                            "type",
                                            "function",
                                            "function",
                                            function))),
                            null);
                }
            }
            if (mode[choice].equals("tool")) {
                int index = tools[choice] - 1 - (tools[choice] > 1 ? random.nextInt(2) : 0);
                chunk(
                        choice,
                        map("tool_calls", List.of(map("index", index, "function", map("arguments", piece())))),
                        null);
            } else if (random.nextInt(20) == 0) {
                chunk(choice, map("content", piece(), "reasoning_content", piece()), null);
            } else {
                chunk(choice, map(mode[choice], piece()), null);
            }
        }
        for (int i = 0; i < choices; i++) {
            chunk(i, random.nextBoolean() ? map() : map("content", piece()), "stop");
        }
        close();
    }

    private void completions() {
        for (int step = 20 + random.nextInt(40); step > 0; step--) {
            interrupt();
            Map<String, Object> choice = map("index", random.nextInt(2), "text", piece(), "finish_reason", null);
            if (logprobs) {
                choice.put(
                        "logprobs",
                        map(
                                "tokens",
                                List.of("a", "b"),
                                "token_logprobs",
                                List.of(-1, -2.5e-3),
                                "text_offset",
                                List.of(tokens, tokens + 1),
                                "top_logprobs",
                                nulls ? null : List.of()));
            }
            root("text_completion", choice);
        }
        close();
    }

    private void messages() {
        message("message_start", map("message", map("id", "msg_1", "usage", map("output_tokens", 1))));
        for (int block = 0; block < 1 + random.nextInt(4); block++) {
            String[] kind = List.of(
                            new String[] {"text_delta", "text"},
                            new String[] {"thinking_delta", "thinking"},
                            new String[] {"input_json_delta", "partial_json"})
                    .get(random.nextInt(3));
            message("content_block_start", map("index", block, "content_block", map("type", kind[1])));
            for (int step = random.nextInt(30); step > 0; step--) {
                if (random.nextInt(10) == 0) {
                    message("ping", map());
                }
                if (random.nextInt(15) == 0) {
                    message(
                            "content_block_delta",
                            map("index", block, "delta", map("type", "signature_delta", "signature", piece())));
                }
                message("content_block_delta", map("index", block, "delta", map("type", kind[0], kind[1], piece())));
            }
            message("content_block_stop", map("index", block));
        }
        if (random.nextInt(6) == 0) {
            message("error", map("error", map("type", "overloaded_error", "message", piece())));
            return;
        }
        message("message_delta", map("delta", map("stop_reason", "end_turn"), "usage", map("output_tokens", 77)));
        message("message_stop", map());
    }

    private void message(String type, Map<String, Object> members) {
        Map<String, Object> all = map("type", type);
        all.putAll(members);
        events.add("event: " + type + end + prefix + json(all) + end + end);
    }

    /** Things that come between deltas at any time. */
    private void interrupt() {
        switch (random.nextInt(60)) {
            case 0 -> events.add(": ping" + end + end);
            case 1 -> data(map("error", map("message", piece(), "code", 500)));
            case 2 -> data(map("id", "c", "choices", List.of(), "usage", map("completion_tokens", tokens)));
            case 3 -> events.add(prefix + "not json" + end + end);
            case 4 -> events.add("event: other" + end + prefix + "{\"x\":" + end + prefix + "1}" + end + end);
            default -> {}
        }
    }

    private void close() {
        if (random.nextBoolean()) {
            data(map("id", "c", "choices", List.of(), "usage", map("completion_tokens", tokens)));
        }
        if (random.nextInt(4) != 0) {
            events.add(prefix + "[DONE]" + end + (random.nextInt(4) == 0 ? "" : end));
        }
    }

    private void chunk(int index, Map<String, Object> delta, String finish) {
        Map<String, Object> choice = map("index", index, "delta", delta, "finish_reason", finish);
        if (logprobs && delta.containsKey("content")) {
            choice.put(
                    "logprobs",
                    map(
                            "content",
                            random.nextInt(5) == 0
                                    ? List.of()
                                    : List.of(map("token", piece(), "logprob", -0.5, "top_logprobs", List.of())),
                            "refusal",
                            null));
        } else if (nulls) {
            choice.put("logprobs", null);
        }
        if (random.nextInt(30) == 0) {
            choice.put("matched_stop", random.nextInt(9));
        }
        root("chat.completion.chunk", choice);
    }

    private void root(String object, Map<String, Object> choice) {
        tokens++;
        Map<String, Object> root = map(
                "id",
                "chatcmpl-1",
                "object",
                object,
                "created",
                1_700_000_000 + tokens / 20,
                "model",
                "m/ö",
                "choices",
                List.of(choice));
        if (nulls) {
            root.put("system_fingerprint", null);
        }
        if (usageEverywhere) {
            root.put(
                    "usage",
                    map(
                            "completion_tokens",
                            tokens % 13 == 0 ? tokens % 7 : tokens,
                            "details",
                            map("a", List.of(1, 2))));
        } else if (nulls) {
            root.put("usage", null);
        }
        if (padded) {
            root.put("obfuscation", "x".repeat(random.nextInt(12)));
        }
        data(root);
    }

    private void data(Map<String, Object> root) {
        events.add(prefix + json(root) + end + end);
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], members[i + 1]);
        }
        return map;
    }

    private String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, member) -> members.add("\"" + name + "\":" + space + json(member)));
            if (shuffled) {
                // The same order for all objects of a size, so that a server is like itself.
                Collections.shuffle(members, new Random(members.size()));
            } else if (random.nextInt(200) == 0) {
                Collections.shuffle(members, random);
            }
            return "{" + space + String.join("," + space, members) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(space + ",", list.stream().map(this::json).toList()) + "]";
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    private String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean half = text.length() == 1 && Character.isSurrogate(c);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || half || (c > '~' && escaped)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
