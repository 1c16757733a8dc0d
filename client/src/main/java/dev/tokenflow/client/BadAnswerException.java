package dev.tokenflow.client;

/** The server answered, but not with a hint. It has no stack trace, since it describes the answer, not the code. */
final class BadAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
        super(message, null, false, false);
    }
}
