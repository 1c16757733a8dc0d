package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent of a host with very many connections, in a cgroup with the memory that its container has. The connections
 * are real; the events of the steady load are made up by a program in the kernel, which writes into the agent's ring.
 * In the middle of it the agent is stopped for 200 ms.
 */
final class ManySockets {
    static final int MAX_SOCKETS = 1_000_000;
    private static final int OF_ONE_PROCESS = 15_000;

    private static final long CONTAINER_BYTES = 384L << 20;
    private static final double MAX_RESIDENT_MIB = 300;
    private static final double MIB = 1 << 20;
    private static final int EVENTS_PER_S = 100_000;
    private static final long STEP_NS = 2_000_000;
    private static final Duration STOP = Duration.ofMillis(200);
    private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(3);

    private final BenchReport report;
    private final int sockets;
    private final Duration hold;
    private final String bootstrap;

    ManySockets(BenchReport report, int sockets, Duration hold, String bootstrap) {
        this.report = report;
        this.sockets = sockets;
        this.hold = hold;
        this.bootstrap = bootstrap;
    }

    void measure() throws IOException, StartupException, BenchException {
        Host.check();
        Path folder = Files.createTempDirectory("tokenflow-bench-sockets-");
        Optional<MemoryCgroup> cgroup = MemoryCgroup.create(CONTAINER_BYTES);
        try {
            measure(folder, cgroup);
        } finally {
            for (String log : List.of("serve.log", "connect.log")) {
                Files.deleteIfExists(folder.resolve(log));
            }
            Files.delete(folder);
            if (cgroup.isPresent()) {
                cgroup.get().close();
            }
        }
    }

    private void measure(Path folder, Optional<MemoryCgroup> cgroup) throws IOException, BenchException {
        List<String> launcher = cgroup.map(MemoryCgroup::launcher).orElse(List.of());
        Deque<Child> holders = new ArrayDeque<>();
        try {
            List<String> ports = new ArrayList<>();
            List<Integer> shares = shares();
            for (int share : shares) {
                Child server = holder(holders, folder, "serve", Integer.toString(share));
                ports.add(server.awaitReady(OPEN_TIMEOUT).get("port").asText());
            }
            try (AgentProcess agent =
                    AgentProcess.start(launcher, bootstrap, String.join(",", ports), "bench-sockets")) {
                long fromNs = System.nanoTime();
                for (int i = 0; i < ports.size(); i++) {
                    holder(holders, folder, "connect", ports.get(i), Integer.toString(shares.get(i)))
                            .awaitReady(OPEN_TIMEOUT);
                }
                double seconds = (System.nanoTime() - fromNs) / 1e9;
                report.add(BenchRow.of("connections opened", "1/s", sockets / seconds));
                long refused = load(agent);
                report(agent, cgroup, refused);
            }
        } finally {
            holders.forEach(Child::close);
        }
    }

    private void report(AgentProcess agent, Optional<MemoryCgroup> cgroup, long refused) throws IOException {
        Map<String, Double> lost = agent.lostEvents();
        report.add(BenchRow.of(
                        "events lost, " + sockets + " connections, 100,000 events/s for " + hold.toSeconds() + " s",
                        "events",
                        refused
                                + lost.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum())
                .atMost(0));
        lost.forEach((stage, events) -> report.add(BenchRow.of("of these at stage " + stage, "events", events)));
        report.add(
                BenchRow.of("memory of the agent itself, most", "MiB", Processes.mostResidentBytes(agent.pid()) / MIB)
                        .atMost(MAX_RESIDENT_MIB));
        if (cgroup.isPresent()) {
            report.add(BenchRow.of(
                            "the same with what the kernel keeps for it, most",
                            "MiB",
                            cgroup.get().peakBytes() / MIB)
                    .atMost(CONTAINER_BYTES / MIB));
        }
    }

    /** How many connections each pair of processes holds: a process may have so many open files and no more. */
    private List<Integer> shares() {
        List<Integer> shares = new ArrayList<>();
        for (int left = sockets; left > 0; left -= OF_ONE_PROCESS) {
            shares.add(Math.min(left, OF_ONE_PROCESS));
        }
        return shares;
    }

    /**
     * Writes events at a steady rate, and stops the agent for a moment in the middle, as a busy machine does; returns
     * how many events had no room.
     */
    private long load(AgentProcess agent) throws IOException, BenchException {
        long refused = 0;
        try (RingLoad load = new RingLoad(Rings.of(agent.pid()))) {
            long endNs = System.nanoTime() + hold.toNanos();
            long stopNs = endNs - hold.toNanos() / 2;
            long goOnNs = stopNs + STOP.toNanos();
            boolean stopped = false;
            for (long dueNs = System.nanoTime(); dueNs < endNs; dueNs += STEP_NS) {
                while (System.nanoTime() < dueNs) {
                    LockSupport.parkNanos(dueNs - System.nanoTime());
                }
                if (stopped != (dueNs >= stopNs && dueNs < goOnNs)) {
                    stopped = !stopped;
                    Processes.signal(stopped ? "STOP" : "CONT", agent.pid());
                }
                load.write(EVENTS_PER_S * STEP_NS / 1_000_000_000L, 0);
                refused += load.refused();
            }
        }
        return refused;
    }

    private static Child holder(Deque<Child> holders, Path folder, String... arguments) throws IOException {
        Child holder = Child.start(
                arguments[0],
                new ProcessBuilder(JavaCommand.limited(Duration.ofHours(1), SocketHolderMain.class, arguments)),
                folder.resolve(arguments[0] + ".log"),
                line -> {});
        holders.push(holder);
        return holder;
    }
}
