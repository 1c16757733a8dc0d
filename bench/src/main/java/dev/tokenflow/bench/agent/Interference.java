package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.EventRing;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What bulk traffic at full speed loses. First to the probe, with its ring drained and no Kafka: the same connections
 * go on while the probe comes and goes, in the order off, on, on, off, so that drift cancels; a control in which it
 * never comes shows how much two equal slots differ anyway. Compared are the speed, and the CPU time of the two ends,
 * system calls included, for a gigabyte. Then what a million acknowledgements of token streams cost: in the probe by
 * the kernel's own count, and in agent and broker, which are processes of their own and were started long before.
 */
final class Interference {
    private static final Duration SLOT = Duration.ofMillis(500);
    private static final Duration SETTLE = Duration.ofMillis(150);
    private static final Duration THROTTLE = Duration.ofMillis(10);
    private static final long RING_BYTES = 16 << 20;
    private static final int DRAIN_PAUSE_MS = 5;
    private static final double MAX_LOSS_PERCENT = 1;
    private static final double MAX_SECONDS_PER_MILLION_ACKS = 0.3;
    private static final double MILLION = 1e6;
    private static final double NS_PER_S = 1e9;

    private final BenchReport report;
    private final int rounds;
    private final Duration warmUp;
    private final String bootstrap;
    private final long brokerPid;

    Interference(BenchReport report, int rounds, Duration warmUp, String bootstrap, long brokerPid) {
        this.report = report;
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.bootstrap = bootstrap;
        this.brokerPid = brokerPid;
    }

    /** Traffic in a slot of time. */
    private record Slot(double seconds, double bytes, double acks, double cpuNs) {
        Slot plus(Slot other) {
            return new Slot(seconds + other.seconds, bytes + other.bytes, acks + other.acks, cpuNs + other.cpuNs);
        }

        double speed() {
            return bytes / seconds;
        }

        double cpuNsPerByte() {
            return cpuNs / bytes;
        }
    }

    /** What half of the slots of a round differ by from the other half. */
    private record Difference(double speedLostPercent, double cpuAddedPercent) {
        static Difference of(Slot off, Slot on) {
            return new Difference(
                    100 * (off.speed() - on.speed()) / off.speed(),
                    100 * (on.cpuNsPerByte() - off.cpuNsPerByte()) / off.cpuNsPerByte());
        }
    }

    void measure() throws IOException, StartupException, BenchException {
        for (Traffic.Medium medium : Traffic.Medium.values()) {
            try (Traffic traffic = new Traffic(medium, Traffic.Shape.BULK)) {
                measureProbe(traffic, medium.name().toLowerCase(Locale.ROOT) + " bulk");
            }
        }
        // On bulk traffic within a machine hundreds of KB share an acknowledgement.
        try (Traffic traffic = new Traffic(Traffic.Medium.NETNS, Traffic.Shape.THIN)) {
            measureForAcks(traffic, "100 token streams");
        }
    }

    private void measureProbe(Traffic traffic, String load) throws IOException, StartupException {
        Difference[] with = new Difference[rounds];
        Difference[] control = new Difference[rounds];
        Slot[] plain = new Slot[rounds];
        for (int i = -1; i < rounds; i++) {
            Slot off = slot(traffic);
            Slot on = withProbe(traffic);
            on = on.plus(withProbe(traffic));
            off = off.plus(slot(traffic));
            Slot first = slot(traffic);
            Slot middle = slot(traffic).plus(slot(traffic));
            first = first.plus(slot(traffic));
            if (i >= 0) { // the first round is the compiler's
                with[i] = Difference.of(off, on);
                control[i] = Difference.of(first, middle);
                plain[i] = off;
            }
        }
        report.add(BenchRow.quartiles("speed, " + load, "MB/s", values(rounds, i -> plain[i].speed() / MILLION)));
        report.add(BenchRow.quartiles(
                "acknowledgements, " + load, "1/s", values(rounds, i -> plain[i].acks() / plain[i].seconds())));
        judged(
                "speed lost to the probe, " + load,
                "%",
                MAX_LOSS_PERCENT,
                values(rounds, i -> with[i].speedLostPercent()),
                values(rounds, i -> control[i].speedLostPercent()));
        judged(
                "CPU time added to a gigabyte, " + load,
                "%",
                MAX_LOSS_PERCENT,
                values(rounds, i -> with[i].cpuAddedPercent()),
                values(rounds, i -> control[i].cpuAddedPercent()));
    }

    /** What a million acknowledgements cost: in the kernel by its own count, and in agent and broker. */
    private void measureForAcks(Traffic traffic, String load) throws IOException, StartupException, BenchException {
        double[] probeSeconds = new double[rounds];
        try (BpfStatistics statistics = BpfStatistics.enable();
                NoProbe nothing = new NoProbe()) {
            for (int i = 0; i < rounds; i++) {
                probeSeconds[i] = probeSecondsPerMillionAcks(traffic, nothing);
            }
        }
        BenchRow ofProbe = BenchRow.quartiles("CPU time of the probe, net, " + load, "s/M ACKs", probeSeconds);
        report.add(ofProbe);
        measureAgent(traffic, load, ofProbe.value());
    }

    private static double probeSecondsPerMillionAcks(Traffic traffic, NoProbe nothing)
            throws IOException, StartupException {
        ProbeConfig config = ProbeConfig.of(SocketFilter.localPorts(traffic.port()), THROTTLE, RING_BYTES);
        try (Probe probe = Probe.attach(config);
                EventRing ring = probe.openRing()) {
            probe.report(Set.of());
            Drain drain = new Drain(ring);
            try {
                pause(SETTLE);
                double acks = Processes.acks(traffic.serverPid());
                RunTime floor = nothing.runTime();
                RunTime before = RunTime.of(probe.programRuns());
                pause(SLOT);
                RunTime runs = RunTime.of(probe.programRuns()).since(before);
                double netNs =
                        runs.ns() - runs.runs() * nothing.runTime().since(floor).meanNs();
                return netNs / NS_PER_S / ((Processes.acks(traffic.serverPid()) - acks) / MILLION);
            } finally {
                drain.end();
            }
        }
    }

    private void measureAgent(Traffic traffic, String load, double inKernel) throws IOException {
        double[] agentSeconds = new double[rounds];
        double[] brokerSeconds = new double[rounds];
        try (AgentProcess agent = AgentProcess.start(bootstrap, traffic.port(), "bench-interference")) {
            pause(warmUp);
            for (int i = 0; i < rounds; i++) {
                long agentNs = Processes.cpuNs(agent.pid());
                long brokerNs = Processes.cpuNs(brokerPid);
                double millions = slot(traffic).plus(slot(traffic)).acks() / MILLION;
                agentSeconds[i] = (Processes.cpuNs(agent.pid()) - agentNs) / NS_PER_S / millions;
                brokerSeconds[i] = (Processes.cpuNs(brokerPid) - brokerNs) / NS_PER_S / millions;
            }
        }
        BenchRow ofAgent = BenchRow.quartiles("CPU time of the agent, " + load, "s/M ACKs", agentSeconds);
        BenchRow ofBroker = BenchRow.quartiles("CPU time of the broker, " + load, "s/M ACKs", brokerSeconds);
        report.add(ofAgent);
        report.add(ofBroker);
        report.add(BenchRow.of(
                        "CPU time of probe, agent and broker together, " + load,
                        "s/M ACKs",
                        inKernel + ofAgent.value() + ofBroker.value())
                .atMost(MAX_SECONDS_PER_MILLION_ACKS));
    }

    /**
     * Adds both rows. Met or missed only where it can be told: a loss that the control shows as well, give or take half
     * its spread, says neither.
     */
    private void judged(String name, String unit, double most, double[] with, double[] control) {
        BenchRow noise = BenchRow.quartiles(name + ": noise, without it", unit, control);
        BenchRow row = BenchRow.quartiles(name, unit, with).atMost(most).against(noise.name());
        double resolution = (noise.high() - noise.low()) / 2;
        boolean undecided = resolution > most && Math.abs(row.value() - noise.value()) <= resolution;
        report.add(noise);
        report.add(undecided ? row.untold() : row);
    }

    private static Slot withProbe(Traffic traffic) throws IOException, StartupException {
        ProbeConfig config = ProbeConfig.of(SocketFilter.localPorts(traffic.port()), THROTTLE, RING_BYTES);
        try (Probe probe = Probe.attach(config);
                EventRing ring = probe.openRing()) {
            probe.report(Set.of());
            Drain drain = new Drain(ring);
            try {
                return slot(traffic);
            } finally {
                drain.end();
            }
        }
    }

    private static Slot slot(Traffic traffic) throws IOException {
        pause(SETTLE);
        long fromNs = System.nanoTime();
        double acks = Processes.acks(traffic.serverPid());
        double cpuNs = traffic.cpuNs();
        pause(SLOT);
        double seconds = (System.nanoTime() - fromNs) / NS_PER_S;
        double bytes = traffic.bytesPerSecond(fromNs, System.nanoTime()) * seconds;
        return new Slot(seconds, bytes, Processes.acks(traffic.serverPid()) - acks, traffic.cpuNs() - cpuNs);
    }

    private static void pause(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
    }

    private static double[] values(int count, IntToDoubleFunction value) {
        return IntStream.range(0, count).mapToDouble(value).toArray();
    }

    /** A thread that empties the ring. */
    private static final class Drain {
        private final Thread thread;
        private volatile boolean over;

        Drain(EventRing ring) {
            thread = Thread.ofPlatform().daemon().name("bench-drain").start(() -> run(ring));
        }

        void end() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run(EventRing ring) {
            try {
                while (!over) {
                    ring.await(DRAIN_PAUSE_MS);
                    ring.drain((records, offset, bytes) -> {}, Integer.MAX_VALUE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
