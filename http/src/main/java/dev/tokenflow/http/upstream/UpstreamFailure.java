package dev.tokenflow.http.upstream;

/**
 * Why there is no (complete) answer.
 *
 * @param kind at which point it failed
 * @param reason one sentence for people
 */
public record UpstreamFailure(Kind kind, String reason) {
    /** At which point it failed. */
    public enum Kind {
        /** No connection: nothing was sent. */
        NOT_REACHED,
        /** The connection ended before the first byte of an answer. */
        NO_ANSWER,
        /** What came is not HTTP. */
        GARBLED,
        /** The answer broke off. */
        BROKEN_OFF
    }
}
