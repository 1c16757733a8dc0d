package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.Agent;
import dev.tokenflow.agent.AgentConfig;
import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.ProgramRuns;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What traffic at full speed loses to the whole agent. The same connections go on while the agent comes and goes, in
 * the order off, on, on, off, so that drift cancels; a control in which it never comes shows how much two equal slots
 * differ anyway.
 */
final class Interference {
    private static final Duration SLOT = Duration.ofMillis(500);
    /** Before each slot: starting an agent is work that a running one does not do. */
    private static final Duration SETTLE = Duration.ofMillis(400);

    private static final Duration THROTTLE = Duration.ofMillis(10);
    private static final long RING_BYTES = 16 << 20;
    private static final int SHARE_ROUNDS = 5;
    private static final double MAX_LOSS_PERCENT = 1;
    private static final int QUADS_PER_SECOND = 3;

    private final BenchReport report;
    private final int quads;
    private final String bootstrap;

    Interference(BenchReport report, Duration round, String bootstrap) {
        this.report = report;
        this.quads = (int) (QUADS_PER_SECOND * round.toSeconds());
        this.bootstrap = bootstrap;
    }

    void measure() throws IOException, StartupException, BenchException {
        for (Traffic.Medium medium : Traffic.Medium.values()) {
            String load = medium.name().toLowerCase(Locale.ROOT) + " bulk";
            try (Traffic traffic = new Traffic(medium, Traffic.Shape.BULK)) {
                AgentConfig config = AgentConfig.of(bootstrap, SocketFilter.localPorts(traffic.port()))
                        .withAgentId("bench-interference");
                lossPercent(traffic, config); // the compiler's round
                double[] losses = new double[quads];
                double[] control = new double[quads];
                double[] speeds = new double[quads];
                for (int i = 0; i < quads; i++) {
                    control[i] = lossPercent(traffic, null);
                    losses[i] = lossPercent(traffic, config);
                    speeds[i] = speed(traffic) / 1e6;
                }
                BenchRow noise = BenchRow.quartiles("speed lost without any agent (noise), " + load, "%", control);
                BenchRow lost = BenchRow.quartiles("speed lost to the agent, " + load, "%", losses);
                report.add(BenchRow.of("speed of the traffic, " + load, "MB/s", speeds));
                report.add(noise);
                report.add(judged(lost, noise));
                report.add(BenchRow.of("CPU time in the kernel probe, " + load, "% of a CPU", probeShares(traffic))
                        .atMost(MAX_LOSS_PERCENT));
            }
        }
    }

    /**
     * Met or missed only where it can be told: a loss that the control shows as well, give or take half its spread,
     * says neither.
     */
    private static BenchRow judged(BenchRow lost, BenchRow noise) {
        double resolution = (noise.high() - noise.low()) / 2;
        boolean met = lost.value() <= MAX_LOSS_PERCENT;
        boolean undecided = resolution > MAX_LOSS_PERCENT && Math.abs(lost.value() - noise.value()) <= resolution;
        return new BenchRow(
                lost.name(),
                lost.unit(),
                lost.value(),
                lost.low(),
                lost.high(),
                "<= 1",
                undecided ? null : met,
                noise.name());
    }

    /**
     * What the kernel says the probe's programs take while the traffic runs: a bound on the loss that no neighbour
     * disturbs.
     */
    private static double[] probeShares(Traffic traffic) throws StartupException, IOException {
        ProbeConfig config =
                new ProbeConfig(SocketFilter.localPorts(traffic.port()), Set.of(), THROTTLE, RING_BYTES, 0);
        double[] shares = new double[SHARE_ROUNDS];
        try (BpfStatistics statistics = BpfStatistics.enable();
                Probe probe = Probe.attach(config)) {
            for (int i = 0; i < shares.length; i++) {
                long fromNs = System.nanoTime();
                long before = totalNs(probe);
                pause(SLOT);
                shares[i] = 100.0 * (totalNs(probe) - before) / (System.nanoTime() - fromNs);
            }
        }
        return shares;
    }

    private static long totalNs(Probe probe) {
        return probe.programRuns().stream().mapToLong(ProgramRuns::totalNs).sum();
    }

    /** How much slower the two middle slots of four are; only in them the agent runs, if there is one. */
    private static double lossPercent(Traffic traffic, @Nullable AgentConfig config) throws StartupException {
        double off = speed(traffic);
        double on;
        if (config == null) {
            on = speed(traffic) + speed(traffic);
        } else {
            try (Agent agent = Agent.start(config)) {
                on = speed(traffic) + speed(traffic);
            }
        }
        off += speed(traffic);
        return 100 * (off - on) / off;
    }

    private static double speed(Traffic traffic) {
        pause(SETTLE);
        long fromNs = System.nanoTime();
        pause(SLOT);
        return traffic.bytesPerSecond(fromNs, System.nanoTime());
    }

    private static void pause(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
    }
}
