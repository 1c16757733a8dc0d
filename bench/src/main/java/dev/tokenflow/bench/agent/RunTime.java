package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.probe.ProgramRuns;
import java.util.Collection;

/**
 * How often programs of the kernel ran and how long that took.
 *
 * @param runs how often
 * @param ns how long, all runs together, the kernel's two readings of the clock around each included
 */
record RunTime(long runs, long ns) {
    static RunTime of(Collection<ProgramRuns> programs) {
        return new RunTime(
                programs.stream().mapToLong(ProgramRuns::runs).sum(),
                programs.stream().mapToLong(ProgramRuns::totalNs).sum());
    }

    RunTime since(RunTime before) {
        return new RunTime(runs - before.runs, ns - before.ns);
    }

    /** Mean of a run; not a number when there was none. */
    double meanNs() {
        return (double) ns / runs;
    }
}
