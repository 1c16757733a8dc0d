package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.EventRing;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
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
 * What the probe adds to the processing of TCP, of all its programs together, net: the kernel's own count
 * ({@code kernel.bpf_stats_enabled}) less what it says of a program that does nothing and runs beside the probe. The
 * mean is over all runs; with the usual filter on the serving port half of them are turned away (the other end of the
 * local connection), so runs with every socket watched are measured as well. The variants take turns in every round.
 */
final class ProbeCost {
    /** The agent's default: bulk is folded, thin streams hardly. */
    private static final Duration AGENT_DEFAULT = Duration.ofMillis(10);

    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final long RING_BYTES = 16 << 20;
    private static final double MAX_FOLDING_NS = 100;
    private static final double MAX_EMITTING_NS = 200;
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

    /** What the probe is told, and the most that a run of it should take; NaN = no target. */
    private record Variant(String name, SocketFilter filter, Duration throttle, double maxNs) {}

    void measure() throws IOException, StartupException, BenchException {
        Host.check();
        try (BpfStatistics statistics = BpfStatistics.enable();
                NoProbe nothing = new NoProbe()) {
            for (Traffic.Medium medium : Traffic.Medium.values()) {
                for (Traffic.Shape shape : Traffic.Shape.values()) {
                    try (Traffic traffic = new Traffic(medium, shape)) {
                        measure(traffic, shape, nothing, (medium + " " + shape).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
    }

    private void measure(Traffic traffic, Traffic.Shape shape, NoProbe nothing, String load)
            throws IOException, StartupException {
        SocketFilter serving = SocketFilter.localPorts(traffic.port());
        SocketFilter all = SocketFilter.everything();
        // Of a stream with a message now and then, nearly every sample is an event of its own.
        double maxByDefault = shape == Traffic.Shape.BULK ? MAX_FOLDING_NS : MAX_EMITTING_NS;
        List<Variant> variants = List.of(
                new Variant("serving port, throttled 10 ms", serving, AGENT_DEFAULT, maxByDefault),
                new Variant("serving port, every sample", serving, Duration.ZERO, MAX_EMITTING_NS),
                new Variant("all sockets, throttled 10 ms", all, AGENT_DEFAULT, maxByDefault),
                new Variant("all sockets, every sample", all, Duration.ZERO, MAX_EMITTING_NS),
                new Variant("not watched", SocketFilter.localPorts(UNUSED_PORT), AGENT_DEFAULT, Double.NaN));
        double[][] net = new double[variants.size()][rounds];
        double[] floor = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            for (int variant = 0; variant < variants.size(); variant++) {
                RunTime before = nothing.runTime();
                double gross = meanNs(variants.get(variant));
                floor[i] = nothing.runTime().since(before).meanNs();
                net[variant][i] = gross - floor[i];
            }
        }
        for (int variant = 0; variant < variants.size(); variant++) {
            BenchRow row = BenchRow.quartiles(
                    "probe run, net, " + load + ", " + variants.get(variant).name(), "ns", net[variant]);
            double most = variants.get(variant).maxNs();
            report.add(Double.isNaN(most) ? row : row.atMost(most));
        }
        report.add(BenchRow.quartiles("the kernel's own measuring, taken off, " + load, "ns", floor));
    }

    private double meanNs(Variant variant) throws IOException, StartupException {
        ProbeConfig config = ProbeConfig.of(variant.filter(), variant.throttle(), RING_BYTES);
        try (Probe probe = Probe.attach(config);
                EventRing ring = probe.openRing()) {
            probe.report(Set.of());
            drain(ring, SETTLE); // sockets are met once: the cost of that is not the cost of a run
            RunTime before = RunTime.of(probe.programRuns());
            drain(ring, round.dividedBy(2));
            return RunTime.of(probe.programRuns()).since(before).meanNs();
        }
    }

    private static void drain(EventRing ring, Duration time) throws IOException {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < endNs) {
            ring.await(DRAIN_PAUSE_MS);
            ring.drain((records, offset, bytes) -> {}, Integer.MAX_VALUE);
        }
    }
}
