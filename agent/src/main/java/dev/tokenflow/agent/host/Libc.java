package dev.tokenflow.agent.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The few system calls the probe needs and the JDK has no API for. Errors come back as {@link IOException} with errno.
 */
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CREATE =
            function("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            function("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            function("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private static final MethodHandle CLOCK_RESOLUTION =
            function("clock_getres", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle PAGE_SIZE = function("getpagesize", FunctionDescriptor.of(JAVA_INT));

    private static final MethodHandle FCNTL = LINKER.downcallHandle(
            LINKER.defaultLookup().find("fcntl").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            WITH_ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle PRCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().find("prctl").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            WITH_ERRNO,
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CAPSET = function("capset", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle EXECVE =
            function("execve", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final Charset BYTES_AS_THEY_ARE = StandardCharsets.ISO_8859_1;

    private static final int CLOCK_MONOTONIC_COARSE = 6;
    private static final int TIMESPEC_BYTES = 16;
    private static final int O_CLOEXEC = 0x80000;
    private static final int MAP_SHARED = 1;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int EPOLLET = 1 << 31;
    private static final int EINTR = 4;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FIRST_FREE = 3;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    /** {@code _LINUX_CAPABILITY_VERSION_3}, of two 32-bit words for each set. */
    private static final int CAPABILITY_VERSION = 0x20080522;

    private static final int CAPABILITY_HEADER_BYTES = 8;
    private static final int CAPABILITY_SETS_BYTES = 24;
    /** Room for one {@code struct epoll_event}: 12 bytes where it is packed (x86), 16 elsewhere. */
    private static final int EPOLL_EVENT_BYTES = 16;

    private Libc() {}

    public static int pageBytes() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) PAGE_SIZE.invokeExact(arena.allocate(CAPTURED));
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Length of the kernel's jiffy, ns: what its coarse clock moves by. */
    public static long tickNs() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            MemorySegment resolution = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            check("clock_getres", (int) CLOCK_RESOLUTION.invokeExact(state, CLOCK_MONOTONIC_COARSE, resolution), state);
            return resolution.get(JAVA_LONG, Long.BYTES);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Maps {@code bytes} of a file descriptor, shared. The segment stays valid until {@link #unmap}. */
    public static MemorySegment map(int fd, long offset, long bytes, int protection) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            MemorySegment at = (MemorySegment)
                    MMAP.invokeExact(state, MemorySegment.NULL, bytes, protection, MAP_SHARED, fd, offset);
            if (at.address() == -1) {
                throw failed("mmap", state);
            }
            return at.reinterpret(bytes);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    public static void unmap(MemorySegment mapped) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            check("munmap", (int) MUNMAP.invokeExact(state, mapped, mapped.byteSize()), state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Opens a file or folder for reading. */
    public static int open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            MemorySegment name = arena.allocateFrom(path.toString());
            return check("open " + path, (int) OPEN.invokeExact(state, name, O_CLOEXEC), state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    public static void close(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            check("close", (int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** A new epoll descriptor that reports each wakeup of {@code fd} once (edge-triggered). */
    public static int edgeTriggeredEpoll(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            int epoll = check("epoll_create1", (int) EPOLL_CREATE.invokeExact(state, EPOLL_CLOEXEC), state);
            MemorySegment event = arena.allocate(EPOLL_EVENT_BYTES, 8);
            event.set(JAVA_INT, 0, EPOLLIN | EPOLLET);
            check("epoll_ctl", (int) EPOLL_CTL.invokeExact(state, epoll, EPOLL_CTL_ADD, fd, event), state);
            return epoll;
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Waits for a wakeup, at most {@code timeoutMs}; an interrupting signal counts as one. */
    public static void awaitWakeup(int epoll, int timeoutMs) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            MemorySegment event = arena.allocate(EPOLL_EVENT_BYTES, 8);
            int ready = (int) EPOLL_WAIT.invokeExact(state, epoll, event, 1, timeoutMs);
            if (ready < 0 && (int) ERRNO.get(state, 0L) != EINTR) {
                throw failed("epoll_wait", state);
            }
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Another descriptor of the same thing. */
    public static int duplicate(int fd) throws IOException {
        return fcntl("duplicating", fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    }

    /** Leaves a descriptor open to the program that takes this one's place. */
    static void keepOnExec(int fd) throws IOException {
        fcntl("keeping", fd, F_SETFD, 0);
    }

    /** Leaves no other descriptor open to it but the standard ones. */
    static void closeOnExec() throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path descriptor : open) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                if (fd >= FIRST_FREE) {
                    fcntl("closing", fd, F_SETFD, FD_CLOEXEC);
                }
            }
        }
    }

    /** Takes every capability from this thread, for ever: nothing that it executes gains one. */
    static void dropCapabilities() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            check("prctl", (int) PRCTL.invokeExact(state, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L), state);
            MemorySegment header = arena.allocate(CAPABILITY_HEADER_BYTES, Integer.BYTES);
            header.set(JAVA_INT, 0, CAPABILITY_VERSION);
            MemorySegment none = arena.allocate(CAPABILITY_SETS_BYTES, Integer.BYTES);
            check("capset", (int) CAPSET.invokeExact(state, header, none), state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Has another program take this one's place in its process; returns only by throwing. */
    static void execute(String program, List<String> arguments, List<String> environment) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            check(
                    "execve " + program,
                    (int) EXECVE.invokeExact(
                            state, arena.allocateFrom(program), strings(arena, arguments), strings(arena, environment)),
                    state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    private static MemorySegment strings(Arena arena, List<String> values) {
        MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i), BYTES_AS_THEY_ARE));
        }
        return array;
    }

    private static int fcntl(String what, int fd, int command, int argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            return check(what + " descriptor " + fd, (int) FCNTL.invokeExact(state, fd, command, argument), state);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    private static int check(String call, int result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw failed(call, state);
        }
        return result;
    }

    private static IOException failed(String call, MemorySegment state) {
        return new IOException(call + " failed with errno " + (int) ERRNO.get(state, 0L));
    }

    private static IOException rethrown(Throwable thrown) {
        return switch (thrown) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        };
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type, WITH_ERRNO);
    }
}
