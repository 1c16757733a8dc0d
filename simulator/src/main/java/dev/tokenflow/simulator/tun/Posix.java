package dev.tokenflow.simulator.tun;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few C library calls a TUN device needs. Addresses travel as {@code long}, so that a call on the packet path makes
 * no object. A call that fails returns {@code -errno}, as in the kernel.
 */
@SuppressWarnings("restricted")
final class Posix {
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 1;
    static final short POLLERR = 8;
    static final short POLLHUP = 16;
    static final short POLLNVAL = 32;
    static final int SCHED_RR = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final AddressLayout C_STRING = ValueLayout.ADDRESS;

    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, C_STRING, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = plain("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle READ =
            plain("read", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle WRITE =
            plain("write", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle PPOLL = plain(
            "ppoll",
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle SCHED_SETSCHEDULER = plain(
            "sched_setscheduler",
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    /** Where errno is put; one per caller, for the caller's thread only. */
    private final MemorySegment errno;

    Posix(Arena arena) {
        errno = arena.allocate(Linker.Option.captureStateLayout());
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) orErrno((int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags, 0));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int ioctl(int fd, long request, long argument) {
        try {
            return (int) orErrno((int) IOCTL.invokeExact(errno, fd, request, argument));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int close(int fd) {
        try {
            return (int) orErrno((int) CLOSE.invokeExact(errno, fd));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    long read(int fd, long address, long bytes) {
        try {
            return orErrno((long) READ.invokeExact(errno, fd, address, bytes));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    long write(int fd, long address, long bytes) {
        try {
            return orErrno((long) WRITE.invokeExact(errno, fd, address, bytes));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int ppoll(long pollfds, long count, long timespec) {
        try {
            return (int) orErrno((int) PPOLL.invokeExact(errno, pollfds, count, timespec, 0L));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Lets the calling thread preempt every ordinary one; {@code -errno} when that is not allowed. */
    int becomeRealTime() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lowestPriority = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            return (int) orErrno((int) SCHED_SETSCHEDULER.invokeExact(errno, 0, SCHED_RR, lowestPriority.address()));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** The C library's words for an error number. */
    static String describe(int error) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private long orErrno(long result) {
        return result < 0 ? -(int) ERRNO_FIELD.get(errno, 0L) : result;
    }

    private static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("a call into the C library failed", cause);
    }
}
