package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.Agent;
import dev.tokenflow.agent.AgentConfig;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.metric.AgentStats;
import dev.tokenflow.agent.probe.EventRing;
import dev.tokenflow.agent.probe.EventSink;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What the agent can carry. The events are made up by a program in the kernel; the way from the ring buffer on is the
 * real one. The writer of the closed-loop rows waits while the ring is half full, so that the rate is the reader's and
 * nothing is lost; where it does not wait, the losses are a row.
 */
final class AgentCapacity {
    private static final SocketFilter NOTHING = SocketFilter.localPorts(1);
    private static final long RING_BYTES = 16 << 20;
    private static final int BURST = 10_000;
    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final int STEADY_RATE = 100_000;
    private static final long FULL_PAUSE_NS = 200_000;
    private static final long STEADY_STEP_NS = 2_000_000;
    private static final double MIN_DRAINED = 1_200_000;

    private final BenchReport report;
    private final Duration round;
    private final int rounds;
    private final String bootstrap;

    AgentCapacity(BenchReport report, Duration round, int rounds, String bootstrap) {
        this.report = report;
        this.round = round;
        this.rounds = rounds;
        this.bootstrap = bootstrap;
    }

    void measure() throws IOException, StartupException, BenchException {
        drained();
        throughKafka();
        steady();
    }

    private void drained() throws IOException, StartupException, BenchException {
        double[] rates = new double[rounds];
        double[] lost = new double[rounds];
        ProbeConfig config = ProbeConfig.of(NOTHING, Duration.ZERO, RING_BYTES);
        try (Probe probe = Probe.attach(config);
                EventRing ring = probe.openRing()) {
            Copying sink = new Copying();
            drainUnderLoad(probe, ring, sink); // the compiler's round
            for (int i = 0; i < rounds; i++) {
                long before = sink.events;
                DrainResult result = drainUnderLoad(probe, ring, sink);
                rates[i] = (sink.events - before) / result.seconds();
                lost[i] = result.written() - (sink.events - before);
            }
        }
        report.add(BenchRow.of("events drained from the ring by Java", "events/s", rates)
                .atLeast(MIN_DRAINED));
        report.add(BenchRow.of("events lost while draining", "events", lost).atMost(0));
    }

    private DrainResult drainUnderLoad(Probe probe, EventRing ring, EventSink sink) throws IOException, BenchException {
        Writer writer = Writer.closedLoop(probe.ringFd(), () -> RING_BYTES / 2);
        long startNs = System.nanoTime();
        long endNs = startNs + round.toNanos();
        while (System.nanoTime() < endNs) {
            ring.drain(sink, BURST);
        }
        long written = writer.stop();
        ring.drain(sink, Integer.MAX_VALUE);
        return new DrainResult(written, (System.nanoTime() - startNs) / 1e9);
    }

    private void throughKafka() throws StartupException, IOException, BenchException {
        double[] rates = new double[rounds];
        double[] lost = new double[rounds];
        try (Agent agent = Agent.start(AgentConfig.of(bootstrap, NOTHING).withAgentId("bench-capacity"))) {
            for (int i = -1; i < rounds; i++) {
                long startNs = System.nanoTime();
                AgentStats before = agent.stats();
                Writer writer = Writer.closedLoop(
                        agent.ringFd(), () -> agent.stats().queuedBytes() < MAX_QUEUED_BYTES ? RING_BYTES / 2 : 0);
                pause(round);
                AgentStats after = agent.stats();
                double seconds = (System.nanoTime() - startNs) / 1e9;
                writer.stop();
                if (i >= 0) {
                    rates[i] = (double) (after.bytes() - before.bytes()) / TcpEventLayout.SIZE / seconds;
                    lost[i] = after.lostEvents() - before.lostEvents();
                }
            }
        }
        report.add(BenchRow.of("events from the ring through to Kafka, acknowledged", "events/s", rates)
                .against("events drained from the ring by Java"));
        report.add(
                BenchRow.of("events lost on the way to Kafka", "events", lost).atMost(0));
    }

    private void steady() throws StartupException, IOException, BenchException {
        double[] cpu = new double[rounds];
        double[] lost = new double[rounds];
        double[] rate = new double[rounds];
        try (Agent agent = Agent.start(AgentConfig.of(bootstrap, NOTHING).withAgentId("bench-steady"))) {
            for (int i = -1; i < rounds; i++) {
                AgentStats before = agent.stats();
                long startNs = System.nanoTime();
                Writer writer = Writer.steady(agent.ringFd(), STEADY_RATE);
                pause(round);
                long written = writer.stop();
                AgentStats after = agent.stats();
                double seconds = (System.nanoTime() - startNs) / 1e9;
                if (i >= 0) {
                    cpu[i] = 100.0 * (sum(after) - sum(before)) / 1e9 / seconds;
                    lost[i] = after.lostEvents() - before.lostEvents() + writer.refused();
                    rate[i] = written / seconds;
                }
            }
        }
        report.add(BenchRow.of("steady load through to Kafka", "events/s", rate));
        report.add(
                BenchRow.of("events lost at 100,000 events/s", "events", lost).atMost(0));
        report.add(BenchRow.of("CPU of the agent's threads at 100,000 events/s", "% of a CPU", cpu));
    }

    private static long sum(AgentStats stats) {
        return stats.cpuNs().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void pause(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
    }

    private record DrainResult(long written, double seconds) {}

    /** What the agent's batcher does with an event, without the batches: one copy into a buffer. */
    private static final class Copying implements EventSink {
        private final byte[] buffer = new byte[256 << 10];
        private int at;
        private long events;

        @Override
        public void accept(MemorySegment ring, long offset, int bytes) {
            if (at + bytes > buffer.length) {
                at = 0;
            }
            MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, offset, buffer, at, bytes);
            at += bytes;
            events++;
        }
    }

    /** How much may wait for the reader; 0 = write nothing now. */
    @FunctionalInterface
    private interface Room {
        long maxPendingBytes();
    }

    /** The thread that keeps the kernel writing. */
    private static final class Writer {
        private final Thread thread;
        private volatile boolean stopping;
        private volatile long written;
        private volatile long refused;

        private Writer(int ringFd, Room room, long stepNs, long eventsPerStep) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("bench-writer")
                    .start(() -> run(ringFd, room, stepNs, eventsPerStep));
        }

        static Writer closedLoop(int ringFd, Room room) {
            return new Writer(ringFd, room, 0, BURST);
        }

        static Writer steady(int ringFd, int eventsPerSecond) {
            return new Writer(
                    ringFd, () -> Long.MAX_VALUE, STEADY_STEP_NS, eventsPerSecond * STEADY_STEP_NS / 1_000_000_000L);
        }

        /** Stops and tells how many events were written. */
        long stop() {
            stopping = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return written;
        }

        long refused() {
            return refused;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // this thread is the only writer
        private void run(int ringFd, Room room, long stepNs, long eventsPerStep) {
            try (RingLoad load = new RingLoad(ringFd)) {
                long dueNs = System.nanoTime();
                while (!stopping) {
                    long maxPending = room.maxPendingBytes();
                    long done = maxPending == 0 ? 0 : load.write(eventsPerStep, maxPending);
                    written += done;
                    refused += load.refused();
                    dueNs += stepNs;
                    if (stepNs == 0 && done < eventsPerStep) {
                        LockSupport.parkNanos(FULL_PAUSE_NS); // leave the CPU to who makes room
                    }
                    while (stepNs > 0 && System.nanoTime() < dueNs) {
                        LockSupport.parkNanos(dueNs - System.nanoTime());
                    }
                }
            } catch (IOException | BenchException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
