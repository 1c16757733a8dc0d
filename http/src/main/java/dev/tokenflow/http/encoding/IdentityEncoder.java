package dev.tokenflow.http.encoding;

import io.netty.buffer.ByteBuf;

/** Bytes as they are, for code that writes through an encoder whatever the reader accepts. */
final class IdentityEncoder implements StreamEncoder {
    private boolean ended;

    @Override
    public ContentCoding coding() {
        return ContentCoding.IDENTITY;
    }

    @Override
    public void encode(ByteBuf plain, ByteBuf out) {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
        out.writeBytes(plain);
    }

    @Override
    public void finish(ByteBuf out) {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
        ended = true;
    }

    @Override
    public void close() {
        ended = true;
    }
}
