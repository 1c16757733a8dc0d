package dev.tokenflow.lab.faults.row;

import java.time.Duration;

/** How long a row takes. */
public enum Pace {
    /** A part of every row, for a test. */
    SHORT,
    /** All of it. */
    LONG;

    int times(int shortly, int fully) {
        return this == SHORT ? shortly : fully;
    }

    Duration seconds(int shortly, int fully) {
        return Duration.ofSeconds(this == SHORT ? shortly : fully);
    }
}
