package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An answer of unknown length (SSE, chunked). All methods belong on the event loop.
 *
 * <p>A write is handed to the kernel at once. What the kernel does not take waits in the process and is counted by
 * {@link #queuedBytes}; the stream never refuses a write, so a sender that wants bounded memory asks
 * {@link #isWritable} first and continues in {@link #onWritable}. With {@link ConnectionOptions#withWaterMarks} of (1,
 * 1) the stream is writable only while nothing waits.
 */
public final class ResponseStream {
    private final Connection connection;
    private @Nullable Runnable onWritable;
    private boolean ended;

    ResponseStream(Connection connection) {
        this.connection = connection;
    }

    /** The connection's event loop: for timers, and to return to from other threads. */
    public ScheduledExecutorService eventLoop() {
        return connection.eventLoop();
    }

    /** Whether the stream is open and fewer bytes than the high-water mark wait in the process. */
    public boolean isWritable() {
        return !ended && connection.isWritable();
    }

    /** Bytes that wait in the process because the kernel did not take them yet, counted as the water marks are. */
    public long queuedBytes() {
        return connection.queuedBytes();
    }

    /** What to do each time the stream is writable again after it was not. Never called from within {@link #write}. */
    public void onWritable(Runnable action) {
        this.onWritable = action;
    }

    /**
     * Writes and flushes; after the end or when the peer has gone, it does nothing. The bytes are not copied and must
     * not change afterwards.
     */
    public void write(byte[] bytes) {
        write(Unpooled.wrappedBuffer(bytes));
    }

    /** Writes and flushes, and takes over the buffer; after the end or when the peer has gone, it releases it. */
    public void write(ByteBuf bytes) {
        connection.requireLoop();
        if (ended || !connection.isOpen()) {
            bytes.release();
            return;
        }
        connection.writeChunk(bytes);
    }

    /** Ends the answer; the connection can serve the next request. Without effect the second time. */
    public void end() {
        connection.requireLoop();
        if (!ended) {
            ended = true;
            connection.endStream();
        }
    }

    /** Breaks the connection off: the peer sees an answer that was not complete. */
    public void abort() {
        connection.requireLoop();
        ended = true;
        connection.abort();
    }

    void writable() {
        Runnable action = onWritable;
        if (action != null && !ended) {
            action.run();
        }
    }
}
