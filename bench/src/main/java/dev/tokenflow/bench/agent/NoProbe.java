package dev.tokenflow.bench.agent;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_prog_info;

/** A program that does nothing, where the probe does its work ({@code bpf/nothing.bpf.c}). */
final class NoProbe implements AutoCloseable {
    private final KernelObject object;
    private final MemorySegment program;
    private final MemorySegment link;

    NoProbe() throws IOException, BenchException {
        object = new KernelObject("nothing.bpf.o");
        program = object.load("root, and Linux 5.5 with BTF");
        link = Lib.bpf_program__attach(program);
        if (link.address() == 0) {
            object.close();
            throw new BenchException("an empty program cannot be attached to tcp_probe");
        }
    }

    /** Runs and their time so far, as the kernel counts them. */
    RunTime runTime() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(bpf_prog_info.sizeof(), Long.BYTES);
            MemorySegment size = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
            int error = Lib.bpf_obj_get_info_by_fd(Lib.bpf_program__fd(program), info, size);
            if (error != 0) {
                throw new IllegalStateException("program statistics cannot be read: error " + error);
            }
            return new RunTime(bpf_prog_info.run_cnt(info), bpf_prog_info.run_time_ns(info));
        }
    }

    @Override
    public void close() {
        Lib.bpf_link__destroy(link);
        object.close();
    }
}
