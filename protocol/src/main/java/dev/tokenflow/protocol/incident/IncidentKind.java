package dev.tokenflow.protocol.incident;

import java.util.Locale;

/** What an incident covers, widest first: of several that explain the same troubles the widest is told. */
public enum IncidentKind {
    /** Every client of the tenant. */
    EVERYBODY,
    /** The streams of one engine, as a gateway names it. */
    ENGINE,
    /** The clients of one agent's host. */
    SITE,
    /** The clients of one /24 or /56. */
    PREFIX,
    /** One client alone. */
    CLIENT,
    /** A kind of a later version, of which this version knows nothing but that it exists. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON and in the names of incidents. */
    public String word() {
        return word;
    }

    /** The kind of a word; {@link #UNKNOWN} for the words of a later version. */
    public static IncidentKind ofWord(String word) {
        for (IncidentKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        return UNKNOWN;
    }
}
