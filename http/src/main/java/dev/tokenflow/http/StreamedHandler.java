package dev.tokenflow.http;

/** Takes a request as soon as its head is there, while its body is still coming. It must not block. */
@FunctionalInterface
public interface StreamedHandler {
    /**
     * Begins to answer. What it does not read of the body is dropped when the answer is complete, and then the
     * connection ends.
     *
     * @param exchange the request, whose {@link Request#body()} is empty
     * @param body what follows; nothing of it is delivered before this method returns
     */
    void handle(Exchange exchange, RequestBody body);
}
