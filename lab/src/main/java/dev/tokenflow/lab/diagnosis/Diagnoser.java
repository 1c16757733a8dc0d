package dev.tokenflow.lab.diagnosis;

/** Ways of diagnosing that are compared over the same runs. */
enum Diagnoser {
    /** What the job says. */
    TOKENFLOW,
    /** Fixed thresholds. */
    THRESHOLDS;

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    String word() {
        return word;
    }
}
