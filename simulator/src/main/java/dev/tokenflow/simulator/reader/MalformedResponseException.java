package dev.tokenflow.simulator.reader;

/** The server's answer is not HTTP. It has no stack trace, since it describes input, not code. */
final class MalformedResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedResponseException(String message) {
        super(message, null, false, false);
    }
}
