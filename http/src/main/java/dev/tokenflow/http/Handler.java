package dev.tokenflow.http;

/** Answers one request, now or later. */
@FunctionalInterface
public interface Handler {
    /**
     * Called on the connection's event loop: it must not block. It answers by {@link Exchange#send},
     * {@link Exchange#sendEncoded} or {@link Exchange#startStream}, exactly once, before it returns or at any later
     * time from any thread.
     *
     * @throws ProblemException to answer with that problem; any other exception is logged and answered with 500 without
     *     its message
     */
    void handle(Exchange exchange);
}
