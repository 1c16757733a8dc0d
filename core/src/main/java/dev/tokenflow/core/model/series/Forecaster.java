package dev.tokenflow.core.model.series;

import java.util.Locale;

/** A way to forecast the next values of a series. */
public enum Forecaster {
    /** Boosted trees. */
    TREES,
    /** The last value again. */
    PERSISTENCE,
    /** An average in which each value counts for an eighth. */
    EWMA,
    /** The median of the last nine values. */
    MEDIAN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in JSON. */
    public String word() {
        return word;
    }
}
