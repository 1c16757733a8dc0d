package dev.tokenflow.http;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel holds of a connection and has not sent once, asked of the socket (Linux {@code SIOCOUTQNSD}).
 * TCP_NOTSENT_LOWAT alone does not keep a writer below it: what fits into the last unsent segment is taken without a
 * look at the limit, and with segmentation offload that is up to 64 KiB.
 */
final class KernelQueue {
    private static final long SIOCOUTQNSD = 0x894B;
    private final UnixChannel channel;
    private final MemorySegment answer = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

    private KernelQueue(UnixChannel channel) {
        this.channel = channel;
    }

    /** The queue behind a channel; null where the system cannot be asked. */
    static @Nullable KernelQueue of(Channel channel) {
        return System.getProperty("os.name").equals("Linux") && channel instanceof UnixChannel socket
                ? new KernelQueue(socket)
                : null;
    }

    /** Bytes not sent yet; 0 for a socket that is gone. */
    int unsentBytes() {
        if (!channel.fd().isOpen()) {
            return 0;
        }
        try {
            int status = (int) Native.IOCTL.invokeExact(channel.fd().intValue(), SIOCOUTQNSD, answer);
            return status < 0 ? 0 : answer.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable t) {
            throw new IllegalStateException("ioctl cannot be called", t);
        }
    }

    /** Looked up only where there is something to ask: elsewhere there need be no such function. */
    private static final class Native {
        static final MethodHandle IOCTL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("ioctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));
    }
}
