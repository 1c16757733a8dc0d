package dev.tokenflow.gateway.merge;

import dev.tokenflow.gateway.delta.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Events for tests, and what comes out when they all wait and leave together. */
final class Joined {
    private Joined() {}

    /** All events wait, then all leave. */
    static String together(String... events) {
        PendingEvents pending = pending();
        for (String event : events) {
            add(pending, event);
        }
        return drain(pending, Long.MAX_VALUE);
    }

    static PendingEvents pending() {
        return new PendingEvents(new StreamWatch(Protocol.UNKNOWN), PendingEvents.DEFAULT_LONGEST_JOINED_BYTES);
    }

    static void add(PendingEvents pending, String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        pending.add(bytes, 0, bytes.length, 0);
    }

    static String drain(PendingEvents pending, long mostBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Drained drained = pending.drain((bytes, from, to) -> out.write(bytes, from, to - from), mostBytes);
        if (drained.bytes() != out.size()) {
            throw new AssertionError(drained + " but " + out.size() + " B were written");
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A chunk of a chat in the order of members that OpenAI has. */
    static String chunk(int choice, String delta, String rest) {
        return """
                data: {"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m",\
                "choices":[{"index":%d,"delta":%s,"finish_reason":null%s}]}

                """.formatted(choice, delta, rest);
    }

    static String chunk(String delta) {
        return chunk(0, delta, "");
    }

    /** The first chunk of a chat's choice. */
    static String role(int choice) {
        return chunk(choice, "{\"role\":\"assistant\",\"content\":\"\"}", "");
    }

    static String finish(int choice, String reason) {
        return chunk(choice, "{}", "").replace("\"finish_reason\":null", "\"finish_reason\":\"" + reason + "\"");
    }

    static String content(String text) {
        return chunk("{\"content\":\"" + text + "\"}");
    }

    /** An event of the messages protocol. */
    static String message(String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + rest + "}\n\n";
    }

    static String block(int index, String delta) {
        return message("content_block_delta", ",\"index\":" + index + ",\"delta\":" + delta);
    }
}
