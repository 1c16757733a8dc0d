package dev.tokenflow.gateway.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads server-sent events the slow way that the HTML standard describes, as a client does. */
final class EventLines {
    /** One event: its name, which may be empty, and its lines of data; a comment has the name {@code :}. */
    record Event(String name, String data) {}

    private EventLines() {}

    static List<Event> of(byte[] stream) {
        String text = new String(stream, StandardCharsets.UTF_8);
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        List<Event> events = new ArrayList<>();
        String name = "";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                if (any) {
                    events.add(new Event(name, data.toString()));
                }
                name = "";
                data.setLength(0);
                any = false;
            } else if (line.startsWith(":")) {
                events.add(new Event(":", line));
            } else {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1);
                value = value.startsWith(" ") ? value.substring(1) : value;
                if (field.equals("event")) {
                    name = value;
                } else if (field.equals("data")) {
                    data.append(any ? "\n" : "").append(value);
                    any = true;
                }
            }
        }
        if (any) {
            events.add(new Event(name, data.toString()));
        }
        return events;
    }
}
