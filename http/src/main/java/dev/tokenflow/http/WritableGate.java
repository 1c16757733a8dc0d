package dev.tokenflow.http;

import dev.tokenflow.client.pacer.UnsentBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the stream of a connection may write, and calls the stream when it may again.
 *
 * <p>Two things can be full: the buffer of this process, of which Netty tells when it has room, and the kernel's queue
 * of unsent bytes, of which nobody tells. While the kernel's queue is what blocks, it is asked again and again: first
 * soon, then less and less often, so that a peer that has gone away costs little. All methods belong on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which the connection notices
final class WritableGate {
    /**
     * First question after this time, and later ones after a share of the time that it has been blocked, up to a bound.
     */
    private static final long ASK_FIRST_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long ASK_LAST_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BLOCKED_SHARE = 8;

    /** A single unsent byte makes a stream that clocks itself wait, so that text is merged as late as possible. */
    private static final int SELF_CLOCKED_LOWAT_BYTES = 1;

    private final Channel channel;
    private final int configuredLowatBytes;
    private int lowatBytes;
    /** Whether nothing at all may wait in this process. */
    private boolean selfClocked;

    private @Nullable UnsentBytes kernel;
    /** What to call when writing is possible again; null while there is no stream. */
    private @Nullable Runnable stream;
    /** The stream was told that it may not write. */
    private boolean blocked;
    /** Since when bytes have not moved on, ns; the count restarts when some have. */
    private long stuckSinceNs;

    private long takenBytes;
    private long writtenBytes;
    /** Within a write: what becomes writable meanwhile is noticed at its end. */
    private boolean writing;
    /** A timer will ask the kernel again. */
    private boolean asking;

    private long blockedSinceNs;

    WritableGate(Channel channel, ConnectionOptions options) {
        this.channel = channel;
        this.configuredLowatBytes = options.notSentLowatBytes();
        this.lowatBytes = configuredLowatBytes;
    }

    /** A stream begins; {@code writable} runs each time it may write again after it was told that it may not. */
    void streamBegins(Runnable writable) {
        stream = writable;
    }

    /** The stream ended, or the connection did. */
    void streamEnds() {
        stream = null;
        selfClocked = false;
        lowatBytes = configuredLowatBytes;
    }

    /** Until the stream ends, it may write only while nothing of it waits, neither here nor in the kernel. */
    void clockItself() {
        selfClocked = true;
        lowatBytes = SELF_CLOCKED_LOWAT_BYTES;
    }

    /** Whether the stream may write now. */
    boolean isWritable() {
        block(!hasRoom());
        return !blocked && channel.isActive();
    }

    /** Bytes that wait in this process because the kernel did not take them yet. */
    long queuedBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Writes and flushes a part of an answer. */
    void write(ByteBuf message) {
        writtenBytes += message.readableBytes();
        writing = true;
        channel.writeAndFlush(message, channel.voidPromise());
        writing = false;
        if (!channel.isWritable()) {
            block(true);
        }
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

    /**
     * For how long bytes have waited for the peer without a single one being taken, ns; 0 while none waits.
     *
     * @param nowNs of the clock that counts
     */
    long stuckNs(long nowNs) {
        long waiting = queuedBytes() + (blocked ? unsentBytes() : 0);
        long taken = writtenBytes - waiting;
        if (waiting == 0 || taken != takenBytes) {
            takenBytes = taken;
            stuckSinceNs = nowNs;
        }
        return nowNs - stuckSinceNs;
    }

    private void block(boolean now) {
        if (now && !blocked) {
            blockedSinceNs = System.nanoTime();
        }
        blocked = now;
    }

    private boolean hasRoom() {
        if (!channel.isWritable()) {
            return false;
        }
        if (lowatBytes == 0) {
            return true;
        }
        if (!(selfClocked && queuedBytes() > 0) && unsentBytes() < lowatBytes) {
            return true;
        }
        askAgainLater();
        return false;
    }

    private int unsentBytes() {
        UnsentBytes asked = kernel;
        if (asked == null) {
            asked = KernelQueue.of(channel);
            kernel = asked;
        }
        return asked.unsentBytes();
    }

    private void askAgainLater() {
        if (!asking && channel.isActive()) {
            asking = true;
            long blockedNs = blocked ? System.nanoTime() - blockedSinceNs : 0;
            channel.eventLoop()
                    .schedule(
                            () -> {
                                asking = false;
                                wakeStream();
                            },
                            Math.clamp(blockedNs / BLOCKED_SHARE, ASK_FIRST_NS, ASK_LAST_NS),
                            TimeUnit.NANOSECONDS);
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
