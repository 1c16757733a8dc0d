package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.EventRing;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.ProgramRuns;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the probe adds to the processing of an ACK, in the kernel's own count ({@code kernel.bpf_stats_enabled}), which
 * includes the kernel's two clock reads around each run. The mean is over all runs: with the usual filter on the
 * serving port half of them are turned away (the other end of the local connection), so runs with every socket watched
 * are measured as well.
 */
final class ProbeCost {
    /** One event per socket and pane of the job: a stream of 200 chunks a second is folded 20 to 1. */
    private static final Duration PANE = Duration.ofMillis(100);
    /** The agent's default: bulk is folded, thin streams hardly. */
    private static final Duration AGENT_DEFAULT = Duration.ofMillis(10);

    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final long RING_BYTES = 16 << 20;
    private static final double MAX_THROTTLED_NS = 250;
    private static final int UNUSED_PORT = 1;
    private static final int DRAIN_PAUSE_MS = 5;

    private final BenchReport report;
    private final Duration round;
    private final int rounds;

    ProbeCost(BenchReport report, Duration round, int rounds) {
        this.report = report;
        this.round = round;
        this.rounds = rounds;
    }

    void measure() throws IOException, StartupException, BenchException {
        Host.check();
        try (BpfStatistics statistics = BpfStatistics.enable()) {
            for (Traffic.Medium medium : Traffic.Medium.values()) {
                for (Traffic.Shape shape : Traffic.Shape.values()) {
                    try (Traffic traffic = new Traffic(medium, shape)) {
                        measure(traffic, (medium + " " + shape).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
    }

    private void measure(Traffic traffic, String load) throws IOException, StartupException {
        String name = "probe run, " + load + ", ";
        measure(name + "serving port, ", SocketFilter.localPorts(traffic.port()));
        measure(name + "all sockets, ", SocketFilter.everything());
        report.add(BenchRow.of(
                name + "turned away by the port filter", "ns", means(SocketFilter.localPorts(UNUSED_PORT), PANE)));
    }

    private void measure(String name, SocketFilter filter) throws IOException, StartupException {
        String throttled = name + "throttled 100 ms";
        report.add(BenchRow.of(throttled, "ns", means(filter, PANE)).atMost(MAX_THROTTLED_NS));
        report.add(BenchRow.of(name + "throttled 10 ms", "ns", means(filter, AGENT_DEFAULT))
                .atMost(MAX_THROTTLED_NS)
                .against(throttled));
        report.add(BenchRow.of(name + "every ACK", "ns", means(filter, Duration.ZERO))
                .against(throttled));
    }

    private double[] means(SocketFilter filter, Duration throttle) throws IOException, StartupException {
        double[] means = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            means[i] = meanNs(filter, throttle);
        }
        return means;
    }

    private double meanNs(SocketFilter filter, Duration throttle) throws IOException, StartupException {
        ProbeConfig config = new ProbeConfig(filter, Set.of(), throttle, RING_BYTES, (int) RING_BYTES / 8);
        try (Probe probe = Probe.attach(config);
                EventRing ring = probe.openRing()) {
            drain(ring, SETTLE); // sockets are met once: the cost of that is not the cost of a run
            ProgramRuns before = ackRuns(probe);
            drain(ring, round.dividedBy(2));
            ProgramRuns after = ackRuns(probe);
            return (double) (after.totalNs() - before.totalNs()) / (after.runs() - before.runs());
        }
    }

    private static void drain(EventRing ring, Duration time) throws IOException {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < endNs) {
            ring.await(DRAIN_PAUSE_MS);
            ring.drain((records, offset, bytes) -> {}, Integer.MAX_VALUE);
        }
    }

    private static ProgramRuns ackRuns(Probe probe) {
        List<ProgramRuns> programs = probe.programRuns();
        return programs.stream()
                .filter(runs -> runs.program().endsWith("_ack"))
                .findFirst()
                .orElseThrow();
    }
}
