package dev.tokenflow.http;

import dev.tokenflow.client.pacer.UnsentBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the stream of a connection may write, and calls the stream when it may again.
 *
 * <p>Two things can be full: the buffer of this process, of which Netty tells when it has room, and the kernel's queue
 * of unsent bytes, of which nobody tells. While the kernel's queue is what blocks, it is asked again and again. All
 * methods belong on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which the connection notices
final class WritableGate {
    private static final long ASK_AGAIN_MS = 2;

    private final Channel channel;
    private final int notSentLowatBytes;
    private final UnsentBytes kernel;
    /** What to call when writing is possible again; null while there is no stream. */
    private @Nullable Runnable stream;
    /** The stream was told that it may not write. */
    private boolean blocked;
    /** Within a write: what becomes writable meanwhile is noticed at its end. */
    private boolean writing;
    /** A timer will ask the kernel again. */
    private boolean asking;

    WritableGate(Channel channel, ConnectionOptions options) {
        this.channel = channel;
        this.notSentLowatBytes = options.notSentLowatBytes();
        this.kernel = notSentLowatBytes > 0 ? KernelQueue.of(channel) : UnsentBytes.UNKNOWN;
    }

    /** A stream begins; {@code writable} runs each time it may write again after it was told that it may not. */
    void streamBegins(Runnable writable) {
        stream = writable;
    }

    /** The stream ended, or the connection did. */
    void streamEnds() {
        stream = null;
    }

    /** Whether the stream may write now. */
    boolean isWritable() {
        blocked = !hasRoom();
        return !blocked && channel.isActive();
    }

    /** Bytes that wait in this process because the kernel did not take them yet. */
    long queuedBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Writes and flushes a part of the stream. */
    void write(Object message) {
        writing = true;
        channel.writeAndFlush(message, channel.voidPromise());
        writing = false;
        blocked = !hasRoom();
    }

    /**
     * Netty's buffer became full or has room again.
     *
     * @return whether that matters to the connection: false within a write of the stream
     */
    boolean bufferChanged() {
        if (writing) {
            return false;
        }
        wakeStream();
        return true;
    }

    private boolean hasRoom() {
        if (!channel.isWritable()) {
            return false;
        }
        if (notSentLowatBytes == 0 || kernel.unsentBytes() < notSentLowatBytes) {
            return true;
        }
        askAgainLater();
        return false;
    }

    private void askAgainLater() {
        if (!asking && channel.isActive()) {
            asking = true;
            channel.eventLoop()
                    .schedule(
                            () -> {
                                asking = false;
                                wakeStream();
                            },
                            ASK_AGAIN_MS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void wakeStream() {
        Runnable waiting = stream;
        if (waiting != null && blocked && hasRoom()) {
            blocked = false;
            waiting.run();
        }
    }
}
