package dev.tokenflow.simulator.reader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.nio.ByteBuffer;

/** Decodes a gzipped body while its bytes come in, and passes on at once whatever can be decoded. */
final class GzipBody implements ResponseParser.Body {
    private final EmbeddedChannel decoder = new EmbeddedChannel(new JdkZlibDecoder(ZlibWrapper.GZIP, 0));
    private final ResponseParser.Body plain;

    /** @param plain takes the decoded bytes */
    GzipBody(ResponseParser.Body plain) {
        this.plain = plain;
    }

    @Override
    public void accept(ByteBuffer bytes) throws MalformedResponseException {
        // A copy: the decoder may keep what it cannot decode yet, and the buffer is used again.
        ByteBuf encoded = Unpooled.copiedBuffer(bytes);
        bytes.position(bytes.limit());
        try {
            decoder.writeInbound(encoded);
        } catch (DecoderException e) {
            throw new MalformedResponseException("the body is no gzip: " + e.getMessage());
        }
        for (ByteBuf decoded = decoder.readInbound(); decoded != null; decoded = decoder.readInbound()) {
            try {
                plain.accept(decoded.nioBuffer());
            } finally {
                decoded.release();
            }
        }
    }

    /** Gives the decoder's memory back. */
    @Override
    public void close() {
        var unused = decoder.close(); // what is wrong with an incomplete body has been said by now
        decoder.releaseInbound();
    }
}
