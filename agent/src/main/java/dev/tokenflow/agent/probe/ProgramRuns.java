package dev.tokenflow.agent.probe;

/**
 * What the kernel says about one of the probe's programs.
 *
 * @param program its name in {@code bpf/tcp_events.bpf.c}
 * @param runs times it ran since it was loaded; counted while BPF statistics are enabled, else 0
 * @param totalNs time it took in these runs
 * @param missed times it could not run because it was already running on that CPU (an interrupt in between)
 */
public record ProgramRuns(String program, long runs, long totalNs, long missed) {
    /** Mean cost of a run, ns, the kernel's own clock reads included; NaN when no run was counted. */
    public double meanNs() {
        return runs == 0 ? Double.NaN : (double) totalNs / runs;
    }
}
