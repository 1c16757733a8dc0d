package dev.tokenflow.gateway.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a client has after a whole stream: for every choice its text by kind and in order, tools by index, log
 * probabilities, the reason to finish, and everything that is no plain delta together with the place where it came.
 * Written the way clients add deltas up, and with a JSON library, so that it shares nothing with the code under test.
 */
public final class Accumulated {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS =
            List.of("content", "refusal", "reasoning_content", "reasoning", "thinking");

    private final Map<Integer, Choice> choices = new TreeMap<>();
    /** Events that no delta may pass, each with the text that had come before it. */
    private final List<String> barriers = new ArrayList<>();

    private JsonNode usage = JSON.nullNode();
    /** The other members of the latest chunk. */
    private final Map<String, JsonNode> envelope = new TreeMap<>();

    private static final class Choice {
        /** Texts in their order; what follows text of its own kind is added to it. */
        private final List<String> kinds = new ArrayList<>();

        private final List<StringBuilder> texts = new ArrayList<>();
        private final Map<String, ArrayNode> lists = new TreeMap<>();
        private final Map<String, String> once = new TreeMap<>();
        private int length;

        private void text(String kind, String text) {
            if (text.isEmpty()) {
                return;
            }
            if (kinds.isEmpty() || !kinds.getLast().equals(kind)) {
                kinds.add(kind);
                texts.add(new StringBuilder());
            }
            texts.getLast().append(text);
            length += text.length();
        }

        private void once(String name, JsonNode value) {
            if (!value.isMissingNode() && !value.isNull()) {
                once.put(name, value.toString());
            }
        }

        private void list(String name, JsonNode entries) {
            if (entries instanceof ArrayNode array) {
                lists.computeIfAbsent(name, n -> JSON.createArrayNode()).addAll(array);
            }
        }

        @Override
        public String toString() {
            return kinds + " " + texts + " " + lists + " " + once;
        }
    }

    private Accumulated() {}

    /** Adds up all events of a stream. */
    public static Accumulated of(byte[] stream) {
        Accumulated all = new Accumulated();
        for (EventLines.Event event : EventLines.of(stream)) {
            all.add(event);
        }
        return all;
    }

    private void add(EventLines.Event event) {
        JsonNode json;
        try {
            json = JSON.readTree(event.data());
        } catch (JsonProcessingException notJson) {
            json = JSON.missingNode();
        }
        if (event.name().isEmpty() && json.path("choices").size() > 0) {
            chunk((ObjectNode) json);
        } else if (json.path("type").asText().equals("content_block_delta")) {
            block(event, json);
        } else {
            barrier(event.toString());
        }
    }

    private void chunk(ObjectNode chunk) {
        if (chunk.hasNonNull("usage")) {
            usage = chunk.get("usage");
        }
        for (JsonNode entry : chunk.get("choices")) {
            Choice choice = choices.computeIfAbsent(entry.path("index").asInt(-1), i -> new Choice());
            JsonNode delta = entry.path("delta");
            choice.once("role", delta.path("role"));
            delta.properties().forEach(member -> {
                if (TEXTS.contains(member.getKey())) {
                    choice.text(member.getKey(), member.getValue().asText(""));
                }
            });
            choice.text("text", entry.path("text").asText(""));
            for (JsonNode tool : delta.path("tool_calls")) {
                String index = tool.path("index").toString();
                choice.once("id " + index, tool.path("id"));
                choice.once("name " + index, tool.path("function").path("name"));
                choice.once("type " + index, tool.path("type"));
                choice.text(
                        "tool " + index, tool.path("function").path("arguments").asText(""));
            }
            entry.path("logprobs").properties().forEach(list -> choice.list(list.getKey(), list.getValue()));
            JsonNode finish = entry.path("finish_reason");
            choice.once("finish", finish);
            if (!finish.isNull() && !finish.isMissingNode()) {
                barrier("finish " + finish);
            }
            if (entry.hasNonNull("matched_stop") || entry.hasNonNull("token_ids")) {
                barrier(chunk.toString());
            }
        }
        chunk.remove(List.of("choices", "usage", "obfuscation"));
        envelope.clear();
        chunk.properties().forEach(member -> envelope.put(member.getKey(), member.getValue()));
    }

    private void block(EventLines.Event event, JsonNode json) {
        Choice block = choices.computeIfAbsent(json.path("index").asInt(), i -> new Choice());
        JsonNode delta = json.path("delta");
        switch (delta.path("type").asText()) {
            case "text_delta" -> block.text("text", delta.path("text").asText());
            case "thinking_delta" ->
                block.text("thinking", delta.path("thinking").asText());
            case "input_json_delta" ->
                block.text("partial_json", delta.path("partial_json").asText());
            default -> barrier(event.toString());
        }
    }

    private void barrier(String what) {
        StringBuilder at = new StringBuilder();
        choices.forEach((index, choice) ->
                at.append(index).append(':').append(choice.length).append(' '));
        barriers.add(at + what);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Accumulated that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(toString());
    }

    @Override
    public String toString() {
        return "choices " + choices + "\nbarriers " + String.join("\n  ", barriers) + "\nusage " + usage + "\nenvelope "
                + envelope;
    }
}
