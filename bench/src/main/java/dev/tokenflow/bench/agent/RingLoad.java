package dev.tokenflow.bench.agent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_test_run_opts;

/**
 * Writes made-up events into a ring buffer from the kernel ({@code bpf/ring_load.bpf.c}), faster than any traffic
 * could. One thread.
 */
final class RingLoad implements AutoCloseable {
    private static final int EVENTS = 0;
    private static final int MAX_PENDING = 8;
    private static final int WRITTEN = 16;
    private static final int REFUSED = 24;
    private static final int CONTEXT_BYTES = 32;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment object;
    private final int program;
    /** For this type of program the kernel writes its context back to where it was read from. */
    private final MemorySegment context = arena.allocate(CONTEXT_BYTES, Long.BYTES);

    private final MemorySegment options = bpf_test_run_opts.allocate(arena);

    /**
     * Loads the program for a ring.
     *
     * @param ringFd descriptor of the ring buffer map
     */
    RingLoad(int ringFd) throws IOException, BenchException {
        byte[] bytes = bytes();
        MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        object = Lib.bpf_object__open_mem(copy, bytes.length, MemorySegment.NULL);
        MemorySegment ring = Lib.bpf_object__find_map_by_name(object, arena.allocateFrom("events"));
        int error = Lib.bpf_map__reuse_fd(ring, ringFd);
        if (error == 0) {
            error = Lib.bpf_object__load(object);
        }
        if (error != 0) {
            throw new BenchException(
                    "the load generator cannot be loaded (error " + error + "): it needs root and Linux 5.17");
        }
        program = Lib.bpf_program__fd(Lib.bpf_object__next_program(object, MemorySegment.NULL));
        bpf_test_run_opts.sz(options, options.byteSize());
        bpf_test_run_opts.ctx_in(options, context);
        bpf_test_run_opts.ctx_size_in(options, CONTEXT_BYTES);
    }

    /**
     * Writes events until {@code events} are written or {@code maxPendingBytes} wait for the reader.
     *
     * @param maxPendingBytes 0 = however much waits; events without room are refused
     * @return events written
     */
    long write(long events, long maxPendingBytes) {
        context.fill((byte) 0);
        context.set(JAVA_LONG, EVENTS, events);
        context.set(JAVA_LONG, MAX_PENDING, maxPendingBytes);
        int error = Lib.bpf_prog_test_run_opts(program, options);
        if (error != 0) {
            throw new IllegalStateException("the load generator cannot run: error " + error);
        }
        return context.get(JAVA_LONG, WRITTEN);
    }

    /** Events of the last {@link #write} that found no room. */
    long refused() {
        return context.get(JAVA_LONG, REFUSED);
    }

    @Override
    public void close() {
        Lib.bpf_object__close(object);
        arena.close();
    }

    private static byte[] bytes() throws IOException, BenchException {
        try (InputStream in = RingLoad.class.getResourceAsStream("ring_load.bpf.o")) {
            if (in == null) {
                throw new BenchException(
                        "this build has no kernel programs: install clang and libbpf-dev and build again");
            }
            return in.readAllBytes();
        }
    }
}
