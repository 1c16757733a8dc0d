package dev.tokenflow.job.config;

import java.util.Locale;

/**
 * A key that can be set, for help texts and references.
 *
 * @param name without its dashes, such as {@code events-topic}
 * @param kind what a value is, in words: a duration, a number of some kind, a file, or one of several words
 * @param standard the value when nothing is set
 * @param meaning what it is for
 */
public record ConfigKey(String name, String kind, String standard, String meaning) {
    /** The environment variable that sets it too. */
    public String variable() {
        return "TOKENFLOW_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
