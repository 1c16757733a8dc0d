package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import me.bechberger.ebpf.bpf.raw.Lib;

/**
 * The kernel's tracepoint {@code tcp_retransmit_skb}. In newer kernels it tells failed attempts too, and has an
 * argument more. The probe does not find that out by itself: libbpf would look for a type that older kernels do not
 * have, in all modules of the kernel, and before version 1.3 that took CAP_SYS_ADMIN.
 */
final class RetransmitTracepoint {
    private static final String TYPE = "btf_trace_tcp_retransmit_skb";
    private static final int KIND_TYPEDEF = 8;
    /** {@code struct btf_type}: name, information with the number of parameters, and the type that is meant. */
    private static final long TYPE_BYTES = 12;

    private static final long INFO = 4;
    private static final long MEANT = 8;
    private static final int PARAMETERS = 0xffff;
    /** The tracepoint's own data, the socket, the segment, and the error. */
    private static final int WITH_ERROR = 4;

    private RetransmitTracepoint() {}

    /** Whether it tells how the attempt ended. False where there is no such tracepoint, or nothing says so. */
    static boolean tellsErrors() {
        MemorySegment types = Lib.btf__load_vmlinux_btf();
        if (types.address() == 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            int id = Lib.btf__find_by_name_kind(types, arena.allocateFrom(TYPE), KIND_TYPEDEF);
            if (id < 0) {
                return false;
            }
            int pointer = type(types, id).get(JAVA_INT, MEANT);
            int function = type(types, pointer).get(JAVA_INT, MEANT);
            return (type(types, function).get(JAVA_INT, INFO) & PARAMETERS) >= WITH_ERROR;
        } finally {
            Lib.btf__free(types);
        }
    }

    private static MemorySegment type(MemorySegment types, int id) {
        return Lib.btf__type_by_id(types, id).reinterpret(TYPE_BYTES);
    }
}
