package dev.tokenflow.gateway.delta;

/** How the variable parts of two deltas become one. */
public enum SpanKind {
    /** The inside of a JSON string, still escaped: the second is written behind the first. */
    CONCAT,
    /** The inside of a JSON array: the second is written behind the first, with a comma if neither is empty. */
    APPEND,
    /** A JSON value that counts up: the second takes the place of the first. */
    LATEST,
    /** A whole member with one of its commas that only pads the event: a joined event has none. */
    DROP
}
