package dev.tokenflow.gateway.delta;

import java.util.Arrays;

/** What was seen in the JSON of one event. One object is used for all events, one after the other. */
final class DeltaFacts {
    private static final int NONE = JsonText.NONE;

    final Spans spans = new Spans();
    /** The JSON was valid to its end. */
    boolean complete;
    /** Every member was known, or null, and nothing was seen that a client must see alone. */
    boolean understood;
    /** A choice with a {@code delta}. */
    boolean chat;
    /** A choice with a {@code text}. */
    boolean completions;

    boolean role;
    boolean finishes;
    boolean error;
    /** A usage that is for the answer so far, not for its beginning. */
    boolean usage;
    /** A delta of a content block of a kind that may be joined. */
    boolean blockDelta;
    /** Whether the root has a number {@code index}. */
    boolean rootIndex;

    int choices;
    int choice;
    int fields;
    int textBytes;
    int logprobs;
    int usageTokens;
    private int typeFrom;
    private int typeTo;

    void clear() {
        spans.clear();
        complete = chat = completions = role = finishes = error = usage = blockDelta = rootIndex = false;
        understood = true;
        choices = fields = textBytes = logprobs = 0;
        choice = usageTokens = typeFrom = typeTo = NONE;
    }

    /** Notes the {@code type} of the root, without its quotes. */
    void type(int from, int to) {
        typeFrom = from;
        typeTo = to;
    }

    boolean typed() {
        return typeFrom >= 0;
    }

    boolean typeIs(byte[] bytes, byte[] name) {
        return typed() && Arrays.equals(bytes, typeFrom, typeTo, name, 0, name.length);
    }

    boolean typeStarts(byte[] bytes, byte[] start) {
        int to = typeFrom + start.length;
        return typed() && to <= typeTo && Arrays.equals(bytes, typeFrom, to, start, 0, start.length);
    }

    /** Whether there is anything to join. */
    boolean joinableSpans() {
        return spans.has(SpanKind.CONCAT) || spans.has(SpanKind.APPEND);
    }
}
