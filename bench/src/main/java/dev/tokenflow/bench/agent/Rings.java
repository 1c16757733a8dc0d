package dev.tokenflow.bench.agent;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.tokenflow.agent.host.Libc;
import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_map_info;

/** Rings of agents in other processes. Needs root. */
final class Rings {
    private static final String NAME = "events";

    private Rings() {}

    /** A descriptor of the ring that was made last on this machine. */
    static int newest() throws IOException, BenchException {
        int newest = -1;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment next = arena.allocate(JAVA_INT);
            MemorySegment info = arena.allocate(bpf_map_info.sizeof(), Long.BYTES);
            for (int id = 0; Lib.bpf_map_get_next_id(id, next) == 0; id = next.get(JAVA_INT, 0)) {
                int fd = Lib.bpf_map_get_fd_by_id(next.get(JAVA_INT, 0));
                if (fd < 0) {
                    continue; // it has gone meanwhile
                }
                info.fill((byte) 0);
                MemorySegment size = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
                boolean isRing = Lib.bpf_obj_get_info_by_fd(fd, info, size) == 0
                        && bpf_map_info.name(info).getString(0).equals(NAME);
                if (isRing && newest >= 0) {
                    Libc.close(newest);
                }
                if (isRing) {
                    newest = fd;
                } else {
                    Libc.close(fd);
                }
            }
        }
        if (newest < 0) {
            throw new BenchException("no agent's ring is to be found: this needs root");
        }
        return newest;
    }
}
