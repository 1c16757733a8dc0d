package dev.tokenflow.protocol.hint;

import java.util.Locale;

/** What a hint speaks for, most specific first: the order in which a lookup falls back. */
public enum Scope {
    /** One connection: {@code address:port}. */
    FLOW,
    /** One remote address. */
    CLIENT,
    /** The remote /24 or /56. */
    PREFIX,
    /** All clients of one agent's host. */
    SITE,
    /** Nothing is known; the default hint. */
    NONE,
    /** A scope of a later version, of which this version knows nothing but that it exists. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON and in Kafka keys. */
    public String word() {
        return word;
    }

    /** The scope of a word; {@link #UNKNOWN} for the words of a later version. */
    public static Scope ofWord(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        return UNKNOWN;
    }
}
