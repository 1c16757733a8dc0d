package dev.tokenflow.core.model;

import java.util.Locale;

/** In which way a path is out of the ordinary. */
public enum Diagnosis {
    /** Nothing was said: no model, or no round trips. */
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
}
