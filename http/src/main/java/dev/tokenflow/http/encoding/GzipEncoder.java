package dev.tokenflow.http.encoding;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * gzip with a small window. The envelope of a token's event repeats every few hundred bytes, so 2 KiB of history find
 * nearly all that 32 KiB would.
 *
 * <p>Every write ends at a byte's boundary with an empty stored block: some decoders, Go's among them, hand out what
 * they have only there.
 */
final class GzipEncoder implements StreamEncoder {
    /** RFC 1952, 2.3: magic, deflate, no flags, no time, no extra flags, unknown system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** The last block, empty, of the fixed code. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private static final FastThreadLocal<byte[]> INPUT = scratch(EventDeflater.WINDOW);
    private static final FastThreadLocal<byte[]> OUTPUT = scratch(EventDeflater.mostBytes(EventDeflater.WINDOW));

    private static FastThreadLocal<byte[]> scratch(int bytes) {
        return new FastThreadLocal<>() {
            @Override
            protected byte[] initialValue() {
                return new byte[bytes];
            }
        };
    }

    private final CRC32 checksum = new CRC32();
    private @Nullable EventDeflater deflater;
    private int plainBytes; // modulo 2^32, as the trailer wants it
    private boolean begun;
    private boolean ended;

    @Override
    public ContentCoding coding() {
        return ContentCoding.GZIP;
    }

    @Override
    public void encode(ByteBuf plain, ByteBuf out) {
        requireOpen();
        int bytes = plain.readableBytes();
        if (bytes == 0) {
            return;
        }
        begin(out);
        plainBytes += bytes;
        if (plain.hasArray()) {
            checksum.update(plain.array(), plain.arrayOffset() + plain.readerIndex(), bytes);
        } else {
            for (ByteBuffer part : plain.nioBuffers()) {
                checksum.update(part);
            }
        }
        deflate(plain, out);
    }

    @Override
    public void finish(ByteBuf out) {
        requireOpen();
        begin(out);
        out.writeBytes(LAST_BLOCK);
        out.writeIntLE((int) checksum.getValue());
        out.writeIntLE(plainBytes);
        close();
    }

    @Override
    public void close() {
        ended = true;
        deflater = null;
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
    }

    private void begin(ByteBuf out) {
        if (!begun) {
            begun = true;
            out.writeBytes(HEADER);
        }
    }

    private void deflate(ByteBuf plain, ByteBuf out) {
        EventDeflater running = deflater;
        if (running == null) {
            running = new EventDeflater();
            deflater = running;
        }
        byte[] in = INPUT.get();
        byte[] coded = OUTPUT.get();
        while (plain.isReadable()) {
            int length = Math.min(plain.readableBytes(), EventDeflater.WINDOW);
            int written;
            if (plain.hasArray()) {
                written = running.deflate(plain.array(), plain.arrayOffset() + plain.readerIndex(), length, coded, 0);
                plain.skipBytes(length);
            } else {
                plain.readBytes(in, 0, length);
                written = running.deflate(in, 0, length, coded, 0);
            }
            out.writeBytes(coded, 0, written);
        }
    }
}
