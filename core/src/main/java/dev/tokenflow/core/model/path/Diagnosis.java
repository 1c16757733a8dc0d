package dev.tokenflow.core.model.path;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which way a path is out of the ordinary. */
public enum Diagnosis {
    /** No diagnosis: there is no model, or there are no round trips. */
    UNKNOWN,
    /** As this network usually is. */
    NORMAL,
    /** Round trips far above the path's own baseline, without retransmits. */
    CONGESTION,
    /** Segments are sent again. */
    LOSS;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON. */
    public String word() {
        return word;
    }

    /** Whether it is one of the two kinds of trouble. */
    public boolean isUnusual() {
        return this == CONGESTION || this == LOSS;
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
