package dev.tokenflow.agent.probe;

/**
 * One way of attaching the probe's three handlers to the kernel. Tried in this order; the first that the kernel accepts
 * is used. All report the same events.
 */
public enum ProbeTier {
    /** BTF tracepoints, typed access: the cheapest. Linux 5.11 and later. */
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
     * {@code <label>_*}.
     */
    public String label() {
        return prefix;
    }

    boolean owns(String programName) {
        return programName.startsWith(prefix + "_");
    }
}
