package dev.tokenflow.protocol.hint;

import java.util.Locale;

/**
 * The law's diagnosis of a path. It decides what is done: congestion calls for fewer bytes, and plain loss for no
 * change.
 */
public enum PathCondition {
    /** Round trips near the baseline. */
    CLEAR,
    /** A queue stands in the path, or its remembered capacity is below the demand. */
    CONGESTED,
    /** Segments are lost while no queue stands. */
    LOSSY,
    /** Data is in flight and nothing comes back. */
    STALLED,
    /** Too little was seen to say; also what every condition of a later version is read as. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON. */
    public String word() {
        return word;
    }

    /** The condition of a word; {@link #UNKNOWN} for the words of a later version. */
    public static PathCondition ofWord(String word) {
        for (PathCondition condition : values()) {
            if (condition.word().equals(word)) {
                return condition;
            }
        }
        return UNKNOWN;
    }
}
