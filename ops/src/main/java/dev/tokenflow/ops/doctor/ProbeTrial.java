package dev.tokenflow.ops.doctor;

import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import java.time.Duration;
import java.util.List;

/** What attaching the kernel probe to this machine gives: which tier, and why not a better one. */
public final class ProbeTrial {
    private static final int NOBODYS_PORT = 1;
    private static final long SMALL_RING_BYTES = 64 << 10;

    private ProbeTrial() {}

    /** Nothing where the privileges for it are missing, which another finding says. */
    public static List<Finding> findings() {
        if (!KernelFacts.ofThisMachine().mayLoadTheProbe()) {
            return List.of();
        }
        try (Probe probe =
                Probe.attach(ProbeConfig.of(SocketFilter.localPorts(NOBODYS_PORT), Duration.ZERO, SMALL_RING_BYTES))) {
            return List.of(Finding.fact(Part.KERNEL, "kernel probe", true, probe.tierAndRefusals(), ""));
        } catch (StartupException e) {
            return List.of(Finding.fact(Part.KERNEL, "kernel probe", false, "", String.valueOf(e.getMessage())));
        }
    }
}
