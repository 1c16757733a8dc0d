package dev.tokenflow.simulator.server.stream;

import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.StreamEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The body of a streamed answer on its way to the connection: encoded as its reader accepts, with one flush a write, so
 * that the reader can decode all that has arrived. It runs on the connection's event loop.
 */
final class AnswerBody {
    private final ResponseStream out;
    private final StreamEncoder encoder;
    private boolean ended;

    /**
     * @param out the connection
     * @param encoder of this answer; it ends with the body
     */
    AnswerBody(ResponseStream out, StreamEncoder encoder) {
        this.out = out;
        this.encoder = encoder;
    }

    /**
     * Writes one event, or several.
     *
     * @return bytes given to the connection; 0 when the body has ended
     */
    int write(byte[] plain) {
        if (ended || plain.length == 0) {
            return 0;
        }
        ByteBuf encoded = encode(plain);
        int bytes = encoded.readableBytes();
        out.write(encoded);
        return bytes;
    }

    /**
     * Writes the last events and ends the body, in one go: the end needs no packet of its own.
     *
     * @return as {@link #write}
     */
    int end(byte[] plain) {
        if (ended) {
            return 0;
        }
        ByteBuf encoded = encode(plain);
        encoder.finish(encoded);
        int bytes = encoded.readableBytes();
        out.end(encoded);
        close();
        return bytes;
    }

    /** Resets the connection. */
    void reset() {
        out.reset();
        close();
    }

    /** Nothing more is written. May be called more than once. */
    void close() {
        ended = true;
        encoder.close();
    }

    private ByteBuf encode(byte[] plain) {
        ByteBuf encoded = Unpooled.buffer(plain.length);
        encoder.encode(Unpooled.wrappedBuffer(plain), encoded);
        return encoded;
    }
}
