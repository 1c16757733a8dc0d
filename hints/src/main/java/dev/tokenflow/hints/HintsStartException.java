package dev.tokenflow.hints;

/** The hint server could not start; the message is one line that says what is wrong and what to do. */
public final class HintsStartException extends Exception {
    private static final long serialVersionUID = 1L;

    HintsStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
