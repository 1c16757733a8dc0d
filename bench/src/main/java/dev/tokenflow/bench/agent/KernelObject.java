package dev.tokenflow.bench.agent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import me.bechberger.ebpf.bpf.raw.Lib;

/** The one program of a file of {@code bpf/}, for what only a benchmark needs. libbpf must have been loaded. */
final class KernelObject implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final String name;
    private final MemorySegment object;

    /**
     * Opens it, without loading it into the kernel.
     *
     * @param name of the object file
     */
    KernelObject(String name) throws IOException, BenchException {
        this.name = name;
        byte[] bytes = bytes(name);
        MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        object = Lib.bpf_object__open_mem(copy, bytes.length, MemorySegment.NULL);
    }

    Arena arena() {
        return arena;
    }

    MemorySegment map(String map) {
        return Lib.bpf_object__find_map_by_name(object, arena.allocateFrom(map));
    }

    /** Loads it and returns its program. */
    MemorySegment load(String needs) throws BenchException {
        int error = Lib.bpf_object__load(object);
        if (error != 0) {
            throw new BenchException(name + " cannot be loaded (error " + error + "): it needs " + needs);
        }
        return Lib.bpf_object__next_program(object, MemorySegment.NULL);
    }

    @Override
    public void close() {
        Lib.bpf_object__close(object);
        arena.close();
    }

    private static byte[] bytes(String name) throws IOException, BenchException {
        try (InputStream in = KernelObject.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new BenchException(
                        "this build has no kernel programs: install clang and libbpf-dev and build again");
            }
            return in.readAllBytes();
        }
    }
}
