package dev.tokenflow.http.encoding;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * zstd in one frame, with the smallest window and hash table that still find an event's envelope in those before it.
 * Its state is native memory of {@link #STATE_BYTES}, most of which no setting makes smaller.
 */
final class ZstdEncoder implements StreamEncoder {
    /**
     * What a stream costs: growth of the resident memory over 5,000 streams, divided by them. (libzstd's own estimate
     * for the same parameters is 33.5 KB.)
     */
    static final int STATE_BYTES = 35 << 10;

    private static final int LEVEL = 1;
    private static final int WINDOW_LOG = 10;
    private static final int HASH_LOG = 8;
    /** Not used at this level; its default costs memory all the same. */
    private static final int CHAIN_LOG = 6;

    private static final int SCRATCH_BYTES = 16 << 10;
    private static final FastThreadLocal<ByteBuffer> INPUT = scratch();
    private static final FastThreadLocal<ByteBuffer> OUTPUT = scratch();
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private static FastThreadLocal<ByteBuffer> scratch() {
        return new FastThreadLocal<>() {
            @Override
            protected ByteBuffer initialValue() {
                return ByteBuffer.allocateDirect(SCRATCH_BYTES);
            }
        };
    }

    private final Runnable released;
    private @Nullable ZstdCompressCtx context;
    private boolean ended;

    /** @param released runs once when its memory has been given back */
    ZstdEncoder(Runnable released) {
        this.released = released;
        context = new ZstdCompressCtx()
                .setLevel(LEVEL)
                .setWindowLog(WINDOW_LOG)
                .setHashLog(HASH_LOG)
                .setChainLog(CHAIN_LOG)
                .setContentSize(false)
                .setChecksum(false);
    }

    @Override
    public ContentCoding coding() {
        return ContentCoding.ZSTD;
    }

    @Override
    public void encode(ByteBuf plain, ByteBuf out) {
        ZstdCompressCtx running = requireOpen();
        while (plain.isReadable()) {
            int length = plain.readableBytes();
            ByteBuffer input;
            if (plain.isDirect() && plain.nioBufferCount() == 1) {
                input = plain.nioBuffer();
            } else {
                input = INPUT.get().clear();
                length = Math.min(length, input.capacity());
                plain.getBytes(plain.readerIndex(), input.limit(length));
                input.flip();
            }
            plain.skipBytes(length);
            drain(running, input, plain.isReadable() ? EndDirective.CONTINUE : EndDirective.FLUSH, out);
        }
    }

    @Override
    public void finish(ByteBuf out) {
        drain(requireOpen(), NOTHING.duplicate(), EndDirective.END, out);
        close();
    }

    @Override
    public void close() {
        ZstdCompressCtx running = context;
        context = null;
        ended = true;
        if (running != null) {
            running.close();
            released.run();
        }
    }

    private ZstdCompressCtx requireOpen() {
        if (ended || context == null) {
            throw new IllegalStateException("the stream has ended");
        }
        return context;
    }

    private static void drain(ZstdCompressCtx running, ByteBuffer input, EndDirective what, ByteBuf out) {
        boolean complete;
        do {
            out.ensureWritable(Math.toIntExact(Zstd.compressBound(input.remaining())));
            if (out.isDirect() && out.nioBufferCount() == 1) {
                ByteBuffer target = out.nioBuffer(out.writerIndex(), out.writableBytes());
                complete = running.compressDirectByteBufferStream(target, input, what);
                out.writerIndex(out.writerIndex() + target.position());
            } else {
                ByteBuffer target = OUTPUT.get().clear();
                complete = running.compressDirectByteBufferStream(target, input, what);
                out.writeBytes(target.flip());
            }
            // CONTINUE may keep bytes inside; it is complete when it has taken all.
        } while (what == EndDirective.CONTINUE ? input.hasRemaining() : !complete);
    }
}
