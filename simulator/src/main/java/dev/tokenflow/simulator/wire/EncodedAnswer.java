package dev.tokenflow.simulator.wire;

import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.http.encoding.StreamEncoders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** An answer that is really written and really compressed, event by event, each in an HTTP chunk of its own. */
final class EncodedAnswer implements AutoCloseable {
    /** The chunk of no bytes that ends the body. */
    private static final int LAST_CHUNK_BYTES = 5;

    private final EngineStyle engine;
    private final byte[] before;
    private final TokenText text;
    private final long seed;
    private final StreamEncoder encoder = StreamEncoders.gzip();
    private final ByteBuf plain = Unpooled.buffer(512);
    private final ByteBuf encoded = Unpooled.buffer(512);

    /** @param seed of what the engine makes up, such as the answer's id */
    EncodedAnswer(EngineStyle engine, TokenText text, long seed) {
        this.engine = engine;
        this.text = text;
        this.seed = seed;
        before = engine.before(seed);
    }

    /** Bytes of the next event, with its frame. */
    int event(int tokens) {
        plain.clear().writeBytes(before);
        for (int i = 0; i < tokens; i++) {
            plain.writeBytes(text.next());
        }
        plain.writeBytes(engine.after());
        encoder.encode(plain, encoded.clear());
        return framed(encoded.readableBytes());
    }

    /** Bytes of all that follows the last token, with its frame and the end of the body. */
    int ending() {
        plain.clear().writeBytes(engine.ending(seed));
        plain.writeCharSequence("data: [DONE]\n\n", StandardCharsets.US_ASCII);
        encoder.encode(plain, encoded.clear());
        encoder.finish(encoded);
        return framed(encoded.readableBytes()) + LAST_CHUNK_BYTES;
    }

    /** Bytes of the last event before it was compressed, without a frame. */
    int plainBytes() {
        return plain.writerIndex();
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** With the chunk's size in hexadecimal digits and two line ends. */
    private static int framed(int bytes) {
        return bytes + Integer.toHexString(bytes).length() + 4;
    }
}
