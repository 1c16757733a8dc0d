package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An answer of unknown length (SSE, chunked). All methods belong on the event loop.
 *
 * <p>A write is handed to the kernel at once. What the kernel does not take waits in this process and is counted by
 * {@link #queuedBytes}. The stream never refuses a write, so a sender that wants bounded memory asks
 * {@link #isWritable} first and continues in {@link #onWritable}. With {@link ConnectionOptions.Builder#waterMarks} of
 * (1, 1) the stream is writable only while nothing waits.
 */
public final class ResponseStream {
    private final ConnectionLoop loop;
    private final Channel channel;
    private final WritableGate gate;
    private final Runnable onEnd;
    private @Nullable Runnable onWritable;
    private boolean ended;

    /**
     * @param loop of the connection
     * @param channel the connection
     * @param gate through which it is written
     * @param onEnd ends the answer
     */
    ResponseStream(ConnectionLoop loop, Channel channel, WritableGate gate, Runnable onEnd) {
        this.loop = loop;
        this.channel = channel;
        this.gate = gate;
        this.onEnd = onEnd;
    }

    /** The connection's event loop: for timers, and to return to from other threads. */
    public ScheduledExecutorService eventLoop() {
        return loop.executor();
    }

    /** Whether the stream is open and fewer bytes than the high-water mark wait in the process. */
    public boolean isWritable() {
        return !ended && gate.isWritable();
    }

    /** Bytes that wait in this process because the kernel did not take them yet, counted as the water marks are. */
    public long queuedBytes() {
        return gate.queuedBytes();
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
        loop.require();
        if (ended || !channel.isActive()) {
            bytes.release();
            return;
        }
        gate.write(new DefaultHttpContent(bytes));
    }

    /** Ends the answer; the connection can serve the next request. Without effect the second time. */
    public void end() {
        loop.require();
        if (!ended) {
            ended = true;
            onEnd.run();
        }
    }

    /** Breaks the connection off: the peer sees an answer that was not complete. */
    public void abort() {
        loop.require();
        ended = true;
        var unused = channel.close();
    }

    /** The stream may write again. */
    void writable() {
        Runnable action = onWritable;
        if (action != null && !ended) {
            action.run();
        }
    }
}
