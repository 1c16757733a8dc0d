package dev.tokenflow.http.encoding;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.JZlib;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * gzip with a small window. The envelope of a token's event repeats every few hundred bytes, so 2 KiB of history find
 * nearly all that 32 KiB would, at a seventeenth of the memory: JZlib's state is 15.5 KB, the JDK's about 268 KB.
 *
 * <p>Header, checksum, stored blocks and trailer are written here, and only the compressed blocks by JZlib. Every write
 * ends at a byte's boundary with an empty stored block, so blocks of both kinds can follow each other. A compressor's
 * references reach back no further than its own first byte; so after stored blocks a new one begins, and none has to
 * see what was stored.
 */
final class GzipEncoder implements StreamEncoder {
    /** 2 KiB: several events of an ordinary envelope. At 1 KiB an event costs 8 % more, at 4 KiB 4 % less. */
    private static final int WINDOW_BITS = 11;

    /** The smallest hash table and symbol buffer: with two times as much, a window of 2 KiB passes 16 KiB in all. */
    private static final int MEMORY_LEVEL = 1;

    /** The first level that looks for a better match one byte later. */
    private static final int LEVEL = 4;

    /** RFC 1952, 2.3: magic, deflate, no flags, no time, no extra flags, unknown system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** An empty stored block at a byte's boundary. */
    private static final byte[] FLUSH = {0, 0, 0, (byte) 0xff, (byte) 0xff};

    /** The last block, empty, of the fixed code. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private static final byte[] NOTHING = {};
    private static final int MOST_STORED = 0xffff;
    private static final int LEAST_ROOM = 128;
    private static final int SCRATCH_BYTES = 8 << 10;

    private static final FastThreadLocal<byte[]> INPUT = scratch();
    private static final FastThreadLocal<byte[]> OUTPUT = scratch();

    private static FastThreadLocal<byte[]> scratch() {
        return new FastThreadLocal<>() {
            @Override
            protected byte[] initialValue() {
                return new byte[SCRATCH_BYTES];
            }
        };
    }

    private final CRC32 checksum = new CRC32();
    private @Nullable Deflater deflater;
    private int plainBytes; // modulo 2^32, as the trailer wants it
    private boolean begun;
    private boolean stored;
    private boolean ended;

    @Override
    public ContentCoding coding() {
        return ContentCoding.GZIP;
    }

    @Override
    public void compress(boolean on) {
        stored = !on;
        if (stored) {
            deflater = null;
        }
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
        if (stored) {
            store(plain, out);
        } else {
            deflate(plain, out);
        }
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

    private static void store(ByteBuf plain, ByteBuf out) {
        while (plain.isReadable()) {
            int length = Math.min(plain.readableBytes(), MOST_STORED);
            out.ensureWritable(2 * FLUSH.length + length);
            out.writeByte(0);
            out.writeShortLE(length);
            out.writeShortLE(~length);
            out.writeBytes(plain, length);
        }
        // Some decoders, Go's among them, hand out what they have at an empty stored block only.
        out.writeBytes(FLUSH);
    }

    private void deflate(ByteBuf plain, ByteBuf out) {
        Deflater running = deflater;
        if (running == null) {
            running = newDeflater();
            deflater = running;
        }
        while (plain.isReadable()) {
            int length = plain.readableBytes();
            if (plain.hasArray()) {
                running.setInput(plain.array(), plain.arrayOffset() + plain.readerIndex(), length, false);
                plain.skipBytes(length);
            } else {
                byte[] copy = INPUT.get();
                length = Math.min(length, copy.length);
                plain.readBytes(copy, 0, length);
                running.setInput(copy, 0, length, false);
            }
            drain(running, plain.isReadable() ? JZlib.Z_NO_FLUSH : JZlib.Z_SYNC_FLUSH, out);
        }
        running.setNextIn(NOTHING); // an idle stream keeps nobody's buffers
        running.setNextOut(NOTHING);
    }

    /** Runs until the compressor has taken its input and left room: only then is the flush complete. */
    private static void drain(Deflater running, int flush, ByteBuf out) {
        do {
            out.ensureWritable(running.getAvailIn() / 4 + LEAST_ROOM); // first: it may change what kind of buffer it is
            boolean direct = !out.hasArray();
            byte[] target = direct ? OUTPUT.get() : out.array();
            int at = direct ? 0 : out.arrayOffset() + out.writerIndex();
            int room = direct ? target.length : out.writableBytes();
            running.setOutput(target, at, room);
            int result = running.deflate(flush);
            if (result != JZlib.Z_OK && result != JZlib.Z_BUF_ERROR) {
                throw new IllegalStateException("the compressor answered " + result + ": " + running.getMessage());
            }
            int written = room - running.getAvailOut();
            if (direct) {
                out.writeBytes(target, 0, written);
            } else {
                out.writerIndex(out.writerIndex() + written);
            }
        } while (running.getAvailIn() > 0 || running.getAvailOut() == 0);
    }

    private static Deflater newDeflater() {
        try {
            return new Deflater(LEVEL, WINDOW_BITS, MEMORY_LEVEL, JZlib.WrapperType.NONE);
        } catch (GZIPException e) {
            throw new IllegalStateException("JZlib does not take its own range of settings", e);
        }
    }
}
