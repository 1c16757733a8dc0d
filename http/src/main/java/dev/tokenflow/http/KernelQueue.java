package dev.tokenflow.http;

import dev.tokenflow.client.pacer.UnsentBytes;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux's {@link UnsentBytes}, asked of the socket with {@code ioctl(SIOCOUTQNSD)}.
 *
 * <p>The socket option TCP_NOTSENT_LOWAT alone does not keep a writer below its limit: the kernel takes what fits into
 * the last unsent segment without looking at the limit, and with segmentation offload that is up to 64 KiB.
 */
final class KernelQueue implements UnsentBytes {
    private static final long SIOCOUTQNSD = 0x894B;
    private final UnixChannel channel;
    private final MemorySegment answer = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

    private KernelQueue(UnixChannel channel) {
        this.channel = channel;
    }

    /** The unsent bytes behind a channel; {@link UnsentBytes#UNKNOWN} where the system cannot be asked. */
    static UnsentBytes of(Channel channel) {
        return System.getProperty("os.name").equals("Linux") && channel instanceof UnixChannel socket
                ? new KernelQueue(socket)
                : UNKNOWN;
    }

    @Override
    public int unsentBytes() {
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

    /** A class of its own, so that the function is looked up only on systems that have it. */
    private static final class Native {
        static final MethodHandle IOCTL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("ioctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2),
                        Linker.Option.critical(false)); // it only reads two numbers: no need to let a collection begin
    }
}
