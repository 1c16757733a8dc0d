package dev.tokenflow.ops.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a careful reader makes of a stream of events: for each choice or block the runs of one kind in their order, with
 * the texts of neighbours put together.
 */
final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Run(String kind, StringBuilder text) {
        @Override
        public String toString() {
            return kind + "=" + text;
        }
    }

    private final Map<String, List<Run>> runs = new TreeMap<>();
    private int events;

    private Answer() {}

    /** Reads a whole stream by the standard of server-sent events. */
    static Answer of(String stream) {
        Answer answer = new Answer();
        StringBuilder data = new StringBuilder();
        for (String line : (stream + "\n\n").split("\r\n|\r|\n", -1)) {
            if (line.startsWith("data:")) {
                String value = line.substring("data:".length());
                data.append(data.isEmpty() ? "" : "\n").append(value.startsWith(" ") ? value.substring(1) : value);
            } else if (line.isEmpty() && !data.isEmpty()) {
                answer.event(data.toString());
                data.setLength(0);
            }
        }
        return answer;
    }

    /** How many events had data. */
    int events() {
        return events;
    }

    /** The text of one kind, such as {@code content}, of the first choice or block. */
    String text(String kind) {
        StringBuilder text = new StringBuilder();
        for (Run run : runs.getOrDefault("0", List.of())) {
            if (run.kind().equals(kind)) {
                text.append(run.text());
            }
        }
        return text.toString();
    }

    /** Whether the stream has such a thing, such as {@code [DONE]} or {@code error}. */
    boolean has(String kind) {
        return runs.values().stream()
                .flatMap(List::stream)
                .anyMatch(run -> run.kind().equals(kind));
    }

    private void event(String data) {
        events++;
        if (data.equals("[DONE]")) {
            put("end", data, "");
            return;
        }
        JsonNode event = parsed(data);
        JsonNode choices = event.path("choices");
        if (event.has("error")) {
            put("end", "error", event.get("error").toString());
        } else if (event.path("type").asText().equals("content_block_delta")) {
            block(event.path("index").asText(), event.path("delta"));
        } else if (choices.isEmpty()) {
            put("whole", event.path("type").asText("event"), event.toString());
        } else {
            choices.forEach(this::choice);
            if (event.path("usage").isObject()) {
                runs.put("usage", new ArrayList<>());
                put("usage", "latest", event.get("usage").toString());
            }
        }
    }

    private static JsonNode parsed(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + data, e);
        }
    }

    private void choice(JsonNode choice) {
        String index = choice.path("index").asText();
        add(index, "text", choice.path("text").asText());
        choice.path("delta").properties().forEach(member -> {
            if (member.getKey().equals("tool_calls")) {
                member.getValue().forEach(call -> tool(index, call));
            } else if (!member.getKey().equals("role")) {
                add(index, member.getKey(), member.getValue().asText(""));
            }
        });
        choice.path("logprobs")
                .properties()
                .forEach(list ->
                        list.getValue().forEach(entry -> put(index + " " + list.getKey(), "entry", entry.toString())));
        if (choice.path("finish_reason").isTextual()) {
            put(index, "finish", choice.get("finish_reason").asText());
        }
    }

    private void tool(String choice, JsonNode call) {
        String index = call.path("index").asText();
        if (call.path("id").isTextual()) {
            put(choice, "tool " + index, call.get("id").asText() + call.at("/function/name"));
        }
        add(choice, "arguments " + index, call.at("/function/arguments").asText());
    }

    private void block(String index, JsonNode delta) {
        String type = delta.path("type").asText();
        for (String text : List.of("text", "thinking", "partial_json")) {
            if (delta.has(text)) {
                add(index, text, delta.get(text).asText());
                return;
            }
        }
        put(index, type, delta.toString());
    }

    private void add(String owner, String kind, String text) {
        if (text.isEmpty()) {
            return;
        }
        List<Run> list = runs.computeIfAbsent(owner, any -> new ArrayList<>());
        if (!list.isEmpty() && list.getLast().kind().equals(kind)) {
            list.getLast().text().append(text);
        } else {
            put(owner, kind, text);
        }
    }

    private void put(String owner, String kind, String text) {
        runs.computeIfAbsent(owner, any -> new ArrayList<>()).add(new Run(kind, new StringBuilder(text)));
    }

    /** Two answers are the same when these are. */
    @Override
    public String toString() {
        return runs.toString();
    }
}
