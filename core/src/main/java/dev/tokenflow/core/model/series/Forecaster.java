package dev.tokenflow.core.model.series;

import java.util.Locale;

/** A way to say the next values of a series. */
public enum Forecaster {
    /** Boosted trees. */
    TREES,
    /** The last value again. */
    PERSISTENCE,
    /** An average that fades by an eighth a value. */
    EWMA,
    /** The median of the last nine values. */
    MEDIAN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in JSON. */
    public String word() {
        return word;
    }
}
