package dev.tokenflow.gateway.delta;

/** The kinds of text a delta can carry. Text of two kinds is never put into one event. */
public enum TextField {
    /** What the reader reads: {@code content} of a chat, {@code text} of the other protocols. */
    CONTENT,
    REFUSAL,
    /** {@code reasoning_content}, {@code reasoning} or {@code thinking}, as the server calls it. */
    REASONING,
    /** Arguments of a tool, a piece of JSON inside of a string. */
    ARGUMENTS;

    /** One bit for each kind. */
    public int bit() {
        return 1 << ordinal();
    }
}
