package dev.tokenflow.simulator;

import dev.tokenflow.http.encoding.ContentCoding;

/** The content codings of the command lines. */
final class Codings {
    private Codings() {}

    /**
     * The coding of a word, {@code none} for the identity.
     *
     * @param option that has the word
     * @throws IllegalArgumentException when it is no word of a coding that servers and readers here know
     */
    static ContentCoding of(String option, String word) {
        return switch (word) {
            case "gzip" -> ContentCoding.GZIP;
            case "none", "identity" -> ContentCoding.IDENTITY;
            default -> throw new IllegalArgumentException(option + " is '" + word + "', expected gzip or none");
        };
    }
}
