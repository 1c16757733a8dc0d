package dev.tokenflow.bench.gateway.load;

import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What a socket received, as the kernel counts it ({@code TCP_INFO}, Linux 4.6 or newer).
 *
 * @param bytes of the stream
 * @param segments that carried some of them
 */
record TcpCounts(long bytes, long segments) {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    /** Offsets in {@code struct tcp_info} of the kernel's interface, which only grows at its end. */
    private static final long BYTES_RECEIVED = 128;

    private static final long DATA_SEGS_IN = 152;
    private static final int INFO_BYTES = 160;

    private static final MethodHandle GETSOCKOPT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("getsockopt").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));

    /** Asks the kernel now. */
    static TcpCounts of(UnixChannel channel) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, INFO_BYTES);
            int status = (int) GETSOCKOPT.invokeExact(channel.fd().intValue(), IPPROTO_TCP, TCP_INFO, info, length);
            if (status != 0 || length.get(ValueLayout.JAVA_INT, 0) < INFO_BYTES) {
                throw new IllegalStateException("the kernel does not count the segments of a socket");
            }
            return new TcpCounts(
                    info.get(ValueLayout.JAVA_LONG, BYTES_RECEIVED),
                    Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT, DATA_SEGS_IN)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("getsockopt cannot be called", t);
        }
    }

    TcpCounts plus(TcpCounts other) {
        return new TcpCounts(bytes + other.bytes, segments + other.segments);
    }

    TcpCounts minus(TcpCounts other) {
        return new TcpCounts(bytes - other.bytes, segments - other.segments);
    }
}
