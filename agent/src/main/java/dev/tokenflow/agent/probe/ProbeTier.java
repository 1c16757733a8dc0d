package dev.tokenflow.agent.probe;

/**
 * One way of attaching the probe's three handlers to the kernel. Tried in this order; the first that the kernel accepts
 * is used. All report the same events. The first reports once in each round trip while its ACK is processed, all others
 * and the rest of its own at the next ACK of the connection.
 */
public enum ProbeTier {
    /**
     * The kernel's own call once in each round trip (sock_ops), on the root of the cgroup v2 tree; BTF tracepoints for
     * the rest and for connections that were there before. Needs CAP_NET_ADMIN too.
     */
    SOCKET_CALLBACK("sock_ops"),
    /** BTF tracepoints, typed access. Linux 5.12 and later. */
    BTF_TRACEPOINT("tp_btf"),
    /** Raw tracepoints, every field copied. */
    RAW_TRACEPOINT("raw_tp"),
    /** Function entry by trampoline, for kernels without these tracepoints. */
    FUNCTION_ENTRY("fentry"),
    /** Breakpoints on function entry. */
    KPROBE("kprobe");

    private final String prefix;

    ProbeTier(String prefix) {
        this.prefix = prefix;
    }

    /**
     * How the tier is called in logs and metrics; its programs in {@code bpf/tcp_events.bpf.c} are named
     * {@code <label>_*}. Callbacks are for round trips only, so that tier has the programs of the next one as well.
     */
    public String label() {
        return prefix;
    }

    boolean owns(String programName) {
        return isNamed(programName) || (this == SOCKET_CALLBACK && BTF_TRACEPOINT.isNamed(programName));
    }

    /** Whether a program is attached to the root of the cgroup tree, and not to a point of the kernel. */
    static boolean isOfCgroup(String programName) {
        return SOCKET_CALLBACK.isNamed(programName);
    }

    /** Whether the programs read the kernel's structures directly, and keep what they know of a socket with it. */
    boolean isTyped() {
        return this == SOCKET_CALLBACK || this == BTF_TRACEPOINT || this == FUNCTION_ENTRY;
    }

    /** Whether connections that are there already can be listed: by a program that is of the same kind. */
    boolean mayKnowExisting() {
        return this == SOCKET_CALLBACK || this == BTF_TRACEPOINT;
    }

    private boolean isNamed(String programName) {
        return programName.startsWith(prefix + "_");
    }
}
