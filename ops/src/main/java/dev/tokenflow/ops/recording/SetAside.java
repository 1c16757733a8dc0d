package dev.tokenflow.ops.recording;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What could not be used: where the first ones are, and how many there are of each kind. */
final class SetAside {
    private static final int SHOWN = 20;

    private final String file;
    private final List<String> first = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private long places;

    /** @param file what people call it */
    SetAside(String file) {
        this.file = file;
    }

    /**
     * Something is left out.
     *
     * @param place in the file, such as {@code line 7}
     * @param count how many
     * @param what such as {@code lines} or {@code late events}
     */
    void add(String place, long count, String what, String reason) {
        places++;
        counts.merge(what, count, Long::sum);
        if (first.size() < SHOWN) {
            first.add(file + ", " + place + ": " + reason);
        }
    }

    /** {@code 3 lines, 2 late events}; empty when nothing was. */
    String counts() {
        StringBuilder text = new StringBuilder();
        counts.forEach((what, count) ->
                text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%,d %s", count, what)));
        return text.toString();
    }

    /** One line that says why there is nothing left. */
    String everything() {
        return file + " has no usable event"
                + (first.isEmpty() ? "" : "; set aside: " + counts() + "; first: " + first.getFirst());
    }

    void print(PrintWriter err) {
        first.forEach(line -> err.println("tokenflow: set aside: " + line));
        if (places > first.size()) {
            err.printf(Locale.ROOT, "tokenflow: set aside: and so in %,d more places%n", places - first.size());
        }
    }
}
