package dev.tokenflow.simulator.wire;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.http.encoding.ContentCoding;

/**
 * What one answer writes to its connection, event by event: payload bytes of TCP, HTTP framing included. Ask in the
 * order of the stream, since a compressed event costs less when others came before it.
 */
public interface AnswerBytes {
    /** The head of the response. */
    int head();

    /** The next event, of so many tokens, at least 1. */
    int event(int tokens);

    /** All that follows the last token. */
    int ending();

    /**
     * The bytes of a new answer.
     *
     * @param coding identity or gzip
     * @param plain what an event costs without a coding
     * @param seed of its text and of the engine that writes it, with a coding; equal seeds are equal answers
     */
    static AnswerBytes of(ContentCoding coding, WireCost plain, long seed) {
        return switch (coding) {
            case IDENTITY -> new PlainAnswerBytes(plain);
            case GZIP -> new GzipAnswerBytes(seed);
            case ZSTD -> throw new IllegalArgumentException("no answer is simulated with zstd, expected gzip");
        };
    }
}
