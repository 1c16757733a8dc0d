package dev.tokenflow.http.encoding;

import io.netty.buffer.ByteBuf;

/**
 * Encodes one stream, write by write. What {@link #encode} appends ends with a flush, so a decoder that has it can hand
 * out all plain bytes so far. Not for more than one thread at a time.
 *
 * <p>No copy is made where both buffers suit the coding: heap buffers for gzip, direct ones for zstd. Others are copied
 * once.
 */
public interface StreamEncoder extends AutoCloseable {
    /** What it makes. */
    ContentCoding coding();

    /**
     * Reads everything that {@code plain} holds and appends its encoded form to {@code out}, which grows as needed.
     * Nothing is appended for an empty buffer.
     *
     * @throws IllegalStateException after {@link #finish} or {@link #close}
     */
    void encode(ByteBuf plain, ByteBuf out);

    /**
     * Appends the end of the stream.
     *
     * @throws IllegalStateException when called twice, or after {@link #close}
     */
    void finish(ByteBuf out);

    /** Gives its memory back, at whatever point the stream is. May be called more than once. */
    @Override
    void close();
}
