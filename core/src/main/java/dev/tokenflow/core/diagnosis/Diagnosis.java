package dev.tokenflow.core.diagnosis;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is the matter with a path, in one word. */
public enum Diagnosis {
    /** No diagnosis: too little was seen lately. */
    UNKNOWN,
    /** Nothing is. */
    NORMAL,
    /** A queue stands, or more is sent than the path carries. */
    CONGESTION,
    /** Segments are lost, and no queue is the reason. */
    LOSS,
    /** A queue stands, and more segments are lost than it explains. */
    CONGESTION_AND_LOSS,
    /** Nothing arrives of what is sent. */
    OUTAGE,
    /** The reader takes less than arrives: its window is closed. */
    SLOW_READER,
    /** The sender has less to send than it usually has. */
    SLOW_SENDER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON. */
    public String word() {
        return word;
    }

    /** The word for people. */
    public String text() {
        return word.replace('_', ' ');
    }

    /** Whether something is the matter. */
    public boolean isTrouble() {
        return this != UNKNOWN && this != NORMAL;
    }

    /** Whether the network, rather than one of its ends, is the reason. */
    public boolean isOfTheNetwork() {
        return this == CONGESTION || this == LOSS || this == CONGESTION_AND_LOSS || this == OUTAGE;
    }

    /** The diagnosis of a word; anything else is unknown. */
    public static Diagnosis ofWord(@Nullable Object word) {
        for (Diagnosis diagnosis : values()) {
            if (diagnosis.word.equals(word)) {
                return diagnosis;
            }
        }
        return UNKNOWN;
    }
}
