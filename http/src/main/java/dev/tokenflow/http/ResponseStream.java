package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is written part by part (SSE, chunked). All methods belong on the event loop.
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
    private final boolean chunked;
    private final boolean bodiless;
    private final Runnable onEnd;
    private @Nullable Runnable onWritable;
    private boolean ended;

    /**
     * @param loop of the connection
     * @param channel the connection
     * @param gate through which it is written
     * @param chunked whether the body is sent in chunks
     * @param bodiless whether the answer has no body, whatever is written
     * @param onEnd ends the answer
     */
    ResponseStream(
            ConnectionLoop loop,
            Channel channel,
            WritableGate gate,
            boolean chunked,
            boolean bodiless,
            Runnable onEnd) {
        this.loop = loop;
        this.channel = channel;
        this.gate = gate;
        this.chunked = chunked;
        this.bodiless = bodiless;
        this.onEnd = onEnd;
    }

    /** The connection's event loop: for timers, and to return to from other threads. */
    public EventLoop eventLoop() {
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

    /**
     * From now on the stream is writable only while nothing that was written waits, neither in this process nor,
     * unsent, in the kernel. Its sender is then clocked by the network: what comes meanwhile can still be merged.
     */
    public void clockItself() {
        gate.clockItself();
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
        if (ended || bodiless || !channel.isActive() || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        gate.write(chunked ? HeadBytes.chunk(channel.alloc(), bytes) : bytes);
    }

    /**
     * A buffer for {@link #writePart}, which then needs no copy.
     *
     * @param bytes that are expected; it grows beyond them
     */
    public ByteBuf newPart(int bytes) {
        return HeadBytes.contentBuffer(channel.alloc(), bytes);
    }

    /**
     * As {@link #write(ByteBuf)}, for a buffer of {@link #newPart} that was only appended to.
     *
     * @param part is taken over
     */
    public void writePart(ByteBuf part) {
        loop.require();
        if (ended || bodiless || !channel.isActive() || !part.isReadable()) {
            part.release();
            return;
        }
        gate.write(chunked ? HeadBytes.chunkInPlace(part) : part);
    }

    /** Ends the answer; the connection can serve the next request. Without effect the second time. */
    public void end() {
        end(EmptyHttpHeaders.INSTANCE);
    }

    /** The same with trailers; they are left out where the body is not sent in chunks. */
    public void end(HttpHeaders trailers) {
        loop.require();
        if (!ended) {
            ended = true;
            if (chunked && channel.isActive()) {
                gate.write(HeadBytes.lastChunk(channel.alloc(), trailers));
            }
            onEnd.run();
        }
    }

    /** Writes the last bytes and ends the answer, in one go: the end needs no packet of its own. */
    public void end(ByteBuf lastBytes) {
        end(lastBytes, EmptyHttpHeaders.INSTANCE);
    }

    /** The same with trailers; they are left out where the body is not sent in chunks. */
    public void end(ByteBuf lastBytes, HttpHeaders trailers) {
        loop.require();
        if (ended || bodiless || !channel.isActive() || !lastBytes.isReadable()) {
            lastBytes.release();
            end(trailers);
            return;
        }
        ended = true;
        gate.write(
                chunked
                        ? Unpooled.wrappedBuffer(
                                HeadBytes.chunk(channel.alloc(), lastBytes),
                                HeadBytes.lastChunk(channel.alloc(), trailers))
                        : lastBytes);
        onEnd.run();
    }

    /** Breaks the connection off: the peer sees an answer that was not complete. */
    public void abort() {
        loop.require();
        ended = true;
        var unused = channel.close();
    }

    /** Breaks the connection off as a crash does: it is reset, and what the peer has not got yet is lost. */
    public void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        abort();
    }

    /** The stream may write again. */
    void writable() {
        Runnable action = onWritable;
        if (action != null && !ended) {
            action.run();
        }
    }
}
