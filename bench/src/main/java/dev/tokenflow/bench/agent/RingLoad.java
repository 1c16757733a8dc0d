package dev.tokenflow.bench.agent;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
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

    private final KernelObject object;
    private final int program;
    /** For this type of program the kernel writes its context back to where it was read from. */
    private final MemorySegment context;

    private final MemorySegment options;

    /**
     * Loads the program for a ring.
     *
     * @param ringFd descriptor of the ring buffer map
     */
    RingLoad(int ringFd) throws IOException, BenchException {
        object = new KernelObject("ring_load.bpf.o");
        context = object.arena().allocate(CONTEXT_BYTES, Long.BYTES);
        options = bpf_test_run_opts.allocate(object.arena());
        int error = Lib.bpf_map__reuse_fd(object.map("events"), ringFd);
        if (error != 0) {
            throw new BenchException("the ring cannot be written to: error " + error);
        }
        program = Lib.bpf_program__fd(object.load("root and Linux 5.17"));
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
        object.close();
    }
}
