package dev.tokenflow.simulator.server.config;

/**
 * A failure to play.
 *
 * @param kind what happens
 * @param number the HTTP status, or the tokens after which it happens
 */
public record Fault(Kind kind, int number) {
    /** What can happen. */
    public enum Kind {
        /** The request is refused with a status. */
        STATUS("status"),
        /** The stream ends with an error event. */
        ERROR_AFTER("error-after"),
        /** The connection breaks off. */
        RESET_AFTER("reset-after"),
        /** Nothing more comes, and the connection stays open. */
        HANG_AFTER("hang-after"),
        /** The stream ends properly for HTTP, but without its last events. */
        END_AFTER("end-after");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final String EXPECTED =
            "expected status=400 to 599, or error-after, reset-after, hang-after or end-after = a number of tokens";

    public Fault {
        boolean fits = kind == Kind.STATUS ? number >= 400 && number <= 599 : number >= 0;
        if (!fits) {
            throw new IllegalArgumentException("the fault '" + kind.word + "=" + number + "' cannot be, " + EXPECTED);
        }
    }

    /**
     * Reads {@code reset-after=20}.
     *
     * @throws IllegalArgumentException when {@code text} is no fault; says what was expected
     */
    public static Fault of(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.word + "=")) {
                try {
                    return new Fault(kind, Integer.parseInt(text.substring(kind.word.length() + 1)));
                } catch (NumberFormatException e) {
                    break;
                }
            }
        }
        throw new IllegalArgumentException("the fault is '" + text + "', " + EXPECTED);
    }

    /** Whether it happens within a stream. */
    public boolean isMidStream() {
        return kind != Kind.STATUS;
    }
}
