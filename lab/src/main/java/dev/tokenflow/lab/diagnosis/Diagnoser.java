package dev.tokenflow.lab.diagnosis;

import java.util.Locale;

/** Ways of diagnosing that are compared over the same runs. */
enum Diagnoser {
    /** What the job says. */
    TOKENFLOW,
    /** Fixed thresholds. */
    THRESHOLDS,
    /** An isolation forest that has learnt a clean link says whether, thresholds say what; ten seconds at a time. */
    FOREST;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }
}
