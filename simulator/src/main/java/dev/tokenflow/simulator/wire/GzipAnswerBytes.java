package dev.tokenflow.simulator.wire;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.http.encoding.StreamEncoders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * An event is what the gzip encoder makes of it, in an HTTP chunk of its own. The encoder runs: the stream is in the
 * style of one of several engines and has the text of one of several languages, both by the seed.
 */
public final class GzipAnswerBytes implements AnswerBytes {
    /**
     * About what an event costs, for those who plan: HTTP's frame and what deflate needs for any event at all, and a
     * token's text. Fitted to 1 to 16 tokens an event over all engines and languages.
     */
    public static final WireCost MEAN = new WireCost(17.5, 3.8, 52, 1448);

    /** {@code content-encoding: gzip} and {@code vary: accept-encoding} beside the plain head. */
    private static final int HEAD_BYTES = PlainAnswerBytes.HEAD_BYTES + 24 + 23;

    /** The chunk of no bytes that ends the body. */
    private static final int LAST_CHUNK_BYTES = 5;

    private final EngineStyle engine;
    private final byte[] before;
    private final byte[] after;
    private final TokenText text;
    private final StreamEncoder encoder = StreamEncoders.gzip();
    private final ByteBuf plain = Unpooled.buffer(512);
    private final ByteBuf encoded = Unpooled.buffer(512);

    GzipAnswerBytes(long seed) {
        EngineStyle[] engines = EngineStyle.values();
        engine = engines[new SplittableRandom(seed).nextInt(engines.length)];
        before = engine.before(seed);
        after = engine.after();
        text = TokenText.of(seed);
    }

    @Override
    public int head() {
        return HEAD_BYTES;
    }

    @Override
    public int event(int tokens) {
        plain.clear().writeBytes(before);
        for (int i = 0; i < tokens; i++) {
            plain.writeBytes(text.next());
        }
        plain.writeBytes(after);
        return chunk();
    }

    @Override
    public int ending() {
        plain.clear().writeBytes(before).writeBytes(engine.ending());
        plain.writeCharSequence("data: [DONE]\n\n", StandardCharsets.US_ASCII);
        encoded.clear();
        encoder.encode(plain, encoded);
        encoder.finish(encoded);
        return framed(encoded.readableBytes()) + LAST_CHUNK_BYTES;
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Bytes of the last event before it was compressed, without HTTP's frame. */
    int plainBytes() {
        return plain.writerIndex();
    }

    private int chunk() {
        encoder.encode(plain, encoded.clear());
        return framed(encoded.readableBytes());
    }

    /** With the chunk's size in hexadecimal digits and two line ends. */
    private static int framed(int bytes) {
        return bytes + Integer.toHexString(bytes).length() + 4;
    }
}
