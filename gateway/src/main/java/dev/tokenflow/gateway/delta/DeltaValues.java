package dev.tokenflow.gateway.delta;

/**
 * The values in the JSON of one delta: what may differ between events that become one becomes a span, and what must not
 * be merged is noted. Each method reads the value at a position and returns the position behind it, or -1 when there is
 * none.
 */
final class DeltaValues {
    private static final int NONE = JsonText.NONE;

    private final DeltaFacts facts;
    private byte[] text = {};
    private int origin;
    private int end;

    DeltaValues(DeltaFacts facts) {
        this.facts = facts;
    }

    /**
     * From now on values are read here.
     *
     * @param origin where the event starts; spans are counted from there
     */
    void in(byte[] bytes, int origin, int end) {
        this.text = bytes;
        this.origin = origin;
        this.end = end;
    }

    /** A string, number or truth value that must be the same in events that become one. */
    int fixed(int at) {
        int mark = JsonText.at(text, at, end);
        if (mark == '{' || mark == '[') {
            return unknown(at);
        }
        return mark == '"' ? JsonText.string(text, at, end) : JsonText.literal(text, at, end);
    }

    /** A text: where events become one, theirs follow each other. */
    int concat(TextField field, int at) {
        if (JsonText.at(text, at, end) != '"') {
            return unknown(at);
        }
        int past = JsonText.string(text, at, end);
        if (past < 0) {
            return NONE;
        }
        int length = past - 1 - (at + 1);
        if (length > 0) {
            facts.fields |= field.bit();
            facts.textBytes += length;
        }
        return span(SpanKind.CONCAT, at + 1, past - 1, past);
    }

    /** A list: where events become one, the entries of theirs follow each other. */
    int append(int from) {
        if (JsonText.at(text, from, end) != '[') {
            return unknown(from);
        }
        int first = JsonText.blanks(text, from + 1, end);
        if (JsonText.at(text, first, end) == ']') {
            return span(SpanKind.APPEND, from + 1, from + 1, first + 1);
        }
        int entries = 0;
        int at = first;
        while (true) {
            int last = JsonText.value(text, at, end);
            if (last < 0) {
                return NONE;
            }
            entries++;
            at = JsonText.blanks(text, last, end);
            int mark = JsonText.at(text, at, end);
            if (mark == ']') {
                // Parallel lists have one entry for each token, so that the longest one counts.
                facts.logprobs = Math.max(facts.logprobs, entries);
                return span(SpanKind.APPEND, first, last, at + 1);
            }
            if (mark != ',') {
                return NONE;
            }
            at = JsonText.blanks(text, at + 1, end);
        }
    }

    /** The member {@code obfuscation}: a span from its comma, or to the comma behind it where it is the first. */
    int padding(int from, boolean first, int value) {
        if (JsonText.at(text, value, end) != '"') {
            return JsonText.isNull(text, value, end) ? value + 4 : unknown(value);
        }
        int past = JsonText.string(text, value, end);
        if (past < 0) {
            return NONE;
        }
        int comma = JsonText.blanks(text, past, end);
        boolean takesComma = first && JsonText.at(text, comma, end) == ',';
        return span(SpanKind.DROP, from, takesComma ? comma + 1 : past, past);
    }

    int span(SpanKind kind, int from, int to, int past) {
        facts.understood &= facts.spans.add(kind, from - origin, to - origin);
        return past;
    }

    boolean emptyString(int at) {
        return JsonText.at(text, at, end) == '"' && JsonText.at(text, at + 1, end) == '"';
    }

    /** A value that is not understood: the event is passed on as it is. */
    int unknown(int at) {
        facts.understood = false;
        return JsonText.value(text, at, end);
    }
}
