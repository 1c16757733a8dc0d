package dev.tokenflow.http;

/** The server could not listen; the message is one line that says where, why and what to do. */
public final class ServerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
