package dev.tokenflow.agent;

import dev.tokenflow.agent.batch.Batcher;
import dev.tokenflow.agent.batch.KindCounts;
import dev.tokenflow.agent.batch.WallClockOffset;
import dev.tokenflow.agent.delivery.BatchOutput;
import dev.tokenflow.agent.delivery.BatchQueue;
import dev.tokenflow.agent.delivery.BatchSender;
import dev.tokenflow.agent.delivery.Broker;
import dev.tokenflow.agent.delivery.KafkaOutput;
import dev.tokenflow.agent.delivery.LossStage;
import dev.tokenflow.agent.delivery.Losses;
import dev.tokenflow.agent.file.RecordingOutput;
import dev.tokenflow.agent.host.KernelClock;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.metric.AgentMetrics;
import dev.tokenflow.agent.metric.AgentStats;
import dev.tokenflow.agent.metric.MetricsConfig;
import dev.tokenflow.agent.metric.Progress;
import dev.tokenflow.agent.probe.EventRing;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeStage;
import dev.tokenflow.agent.probe.ProbeTier;
import dev.tokenflow.agent.probe.ProgramRuns;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: probe → ring buffer → batches → queue → Kafka. One thread drains the ring and never waits for
 * anything else; another sends. When either of them dies, the agent is over, and says so. Several may run in one
 * process.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int DRAIN_AT_ONCE = 1 << 16;
    private static final long CLOCK_INTERVAL_NS = Duration.ofSeconds(1).toNanos();
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    /** The last drain ends by then even where events are still written, which only load generators do. */
    private static final long LAST_DRAIN_NS = Duration.ofSeconds(3).toNanos();
    /** Of an event in the ring buffer: the kernel's header, then the event. */
    private static final int RING_RECORD_BYTES = 8 + TcpEventLayout.SIZE;

    private final AgentConfig config;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Losses losses = new Losses();
    private final CompletableFuture<@Nullable Void> termination = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final Probe probe;
    private final Set<Integer> excludedPorts;
    private final EventRing ring;
    private final Batcher batcher;
    private final BatchQueue queue;
    private final BatchSender sender;
    private final @Nullable RecordingOutput recording;
    private final Thread drainer;
    private final int metricsPort;

    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile long drainedNs = System.nanoTime();
    private @Nullable AgentStats finalStats;

    private Agent(AgentConfig config, Probe probe) throws StartupException, IOException {
        this.config = config;
        this.probe = probe;
        opened.push(probe);
        try {
            List<BatchOutput> outputs = new ArrayList<>();
            Set<Integer> brokerPorts = Set.of();
            if (config.recording().isPresent()) {
                recording = RecordingOutput.open(config.recording().get());
                opened.push(recording);
                outputs.add(recording);
            } else {
                recording = null;
            }
            Broker broker = new Broker(config.kafka(), config.agentId());
            if (config.kafka().isGiven()) {
                brokerPorts = broker.prepare(config.batching().shards());
            }
            SocketFilter filter = config.probe().filter();
            requireApart(filter, brokerPorts);
            excludedPorts = excludedPorts(filter, brokerPorts);
            ring = probe.openRing();
            opened.push(ring);
            queue = new BatchQueue(
                    config.batching().queueBytes(), config.batching().maxAge(), losses);
            if (config.kafka().isGiven()) {
                outputs.add(KafkaOutput.open(broker, config.batching().maxAge(), losses));
            }
            sender = new BatchSender(queue, losses, outputs, reason -> breakDown("agent-send", reason));
            opened.push(sender);
            batcher = new Batcher(
                    config.agentId(),
                    config.tenant(),
                    config.batching().shards(),
                    System.currentTimeMillis(),
                    config.batching().heartbeat().toNanos(),
                    KernelClock.nowNs(),
                    config.batching().addresses(),
                    queue::add);
            drainer = Thread.ofPlatform().daemon().name("agent-drain").unstarted(this::drainUntilStopped);
            metricsPort = config.metrics().port() == MetricsConfig.NO_PORT ? MetricsConfig.NO_PORT : serveMetrics();
        } catch (StartupException | IOException | RuntimeException e) {
            closeOpened();
            throw e;
        }
    }

    /**
     * Attaches the probe, checks the broker and starts.
     *
     * @throws StartupException when something is missing: one line that says what and what to do
     */
    public static Agent start(AgentConfig config) throws StartupException {
        return start(config, Probe.attach(config.probe()));
    }

    /**
     * As {@link #start(AgentConfig)}, with a probe that is attached already and belongs to the agent from now on. It
     * reports when all is ready that carries its events on.
     */
    static Agent start(AgentConfig config, Probe probe) throws StartupException {
        try {
            Agent agent = new Agent(config, probe);
            agent.drainer.start(); // before the probe lists all connections that are there
            probe.report(agent.excludedPorts);
            return agent;
        } catch (IOException e) {
            throw new StartupException("the ring buffer cannot be mapped: " + e.getMessage());
        }
    }

    /** What it has done so far; after {@link #close} what it did in all. Thread-safe. */
    public synchronized AgentStats stats() {
        if (finalStats != null) {
            return finalStats;
        }
        Map<ProbeStage, Long> runs = probe.stageCounts();
        List<ProgramRuns> programs = probe.programRuns();
        countKernelLosses(runs);
        KindCounts kinds = batcher.kinds();
        return new AgentStats(
                probe.tier(),
                probe.flows(),
                kinds.of(EventKind.RTT),
                kinds.of(EventKind.RETRANSMIT),
                kinds.of(EventKind.OPEN),
                kinds.of(EventKind.CLOSE),
                losses.byStage(),
                sender.batches(),
                sender.bytes(),
                queue.bytes(),
                ring.pendingBytes(),
                runs,
                programs,
                cpuNs());
    }

    /** The way the probe is attached. */
    public ProbeTier tier() {
        return probe.tier();
    }

    /** Port of {@code /metrics}, or {@link MetricsConfig#NO_PORT}. */
    public int metricsPort() {
        return metricsPort;
    }

    /** Descriptor of the ring buffer map, for tools that write load into it; valid until {@link #close}. */
    public int ringFd() {
        return probe.ringFd();
    }

    /** What was written into the recording, for people; empty without one. */
    Optional<String> recorded() {
        return Optional.ofNullable(recording).map(RecordingOutput::summary);
    }

    /** Completes when the agent has stopped, exceptionally when it had to: one of its threads died. */
    CompletableFuture<@Nullable Void> termination() {
        return termination.copy();
    }

    /** Detaches the probe, delivers what it had written, counts the rest, and stops; takes at most some seconds. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            closed.join();
            return;
        }
        probe.detach();
        stopping = true;
        try {
            drainer.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
        synchronized (this) {
            losses.add(LossStage.SHUTDOWN, Math.max(0, ring.pendingBytes() / RING_RECORD_BYTES));
            finalStats = stats();
            closeOpened();
        }
        termination.complete(null);
        closed.complete(null);
    }

    private void drainUntilStopped() {
        try {
            drain();
        } catch (Throwable e) { // whatever it is: a thread that is gone without a word would see nothing for ever
            losses.add(LossStage.SHUTDOWN, batcher.waiting());
            breakDown("agent-drain", e);
        }
    }

    private void drain() throws IOException {
        long flushNs = config.batching().flushInterval().toNanos();
        long offsetNs = WallClockOffset.measureNs();
        long measuredNs = System.nanoTime();
        long flushedNs = measuredNs;
        long completeNs = KernelClock.nowNs(); // every event before it was drained
        long stoppingSinceNs = 0;
        boolean last;
        boolean cutShort;
        do {
            last = stopping;
            long waitNs = last ? 0 : flushedNs + flushNs - System.nanoTime();
            if (waitNs > 0) {
                ring.await((int) Math.ceilDiv(waitNs, 1_000_000L));
            }
            long nowNs = System.nanoTime();
            stoppingSinceNs = last && stoppingSinceNs == 0 ? nowNs : stoppingSinceNs;
            long kernelNs = KernelClock.nowNs();
            cutShort = ring.drain(batcher, DRAIN_AT_ONCE) == DRAIN_AT_ONCE;
            drainedNs = System.nanoTime();
            if (nowNs - measuredNs >= CLOCK_INTERVAL_NS) {
                offsetNs = WallClockOffset.measureNs();
                measuredNs = nowNs;
            }
            if (nowNs - flushedNs >= flushNs || last) {
                countKernelLosses(probe.stageCounts());
                // When the drain was cut short, events older than now are still to come.
                completeNs = cutShort ? completeNs : kernelNs;
                batcher.tick(completeNs, KernelClock.toWallNs(offsetNs), losses.total());
                flushedNs = nowNs;
            }
        } while (!last || (cutShort && System.nanoTime() - stoppingSinceNs < LAST_DRAIN_NS));
    }

    /** Ends the agent because one of its threads is gone; to be called once on that thread. */
    private void breakDown(String thread, Throwable reason) {
        LOG.error("the agent stops: its thread {} died", thread, reason);
        termination.completeExceptionally(new IllegalStateException("thread " + thread + " died: " + reason, reason));
    }

    private void countKernelLosses(Map<ProbeStage, Long> runs) {
        losses.set(LossStage.RING_FULL, runs.getOrDefault(ProbeStage.LOST_RING_FULL, 0L));
        losses.set(LossStage.SOCKET_STORAGE, runs.getOrDefault(ProbeStage.LOST_STORAGE, 0L));
        losses.set(LossStage.LIMITED, runs.getOrDefault(ProbeStage.LIMITED, 0L));
    }

    private int serveMetrics() throws StartupException {
        AgentMetrics metrics = AgentMetrics.serve(
                config.metrics(),
                config.agentId(),
                probe.tier(),
                config.probe().ringBytes(),
                this::stats,
                this::progress);
        opened.push(metrics);
        return metrics.port();
    }

    private Progress progress() {
        return new Progress(drainedNs, sender.deliveredNs(), sender.failure());
    }

    private Map<String, Long> cpuNs() {
        var threads = ManagementFactory.getThreadMXBean();
        Map<String, Long> cpu = new LinkedHashMap<>();
        for (Thread thread :
                Stream.concat(Stream.of(drainer), sender.threads().stream()).toList()) {
            String name = thread.getName().startsWith("kafka") ? "agent-kafka" : thread.getName();
            cpu.put(name, Math.max(0, threads.getThreadCpuTime(thread.threadId())));
        }
        return cpu;
    }

    /**
     * What the probe must leave out so that the agent does not report its own traffic: nothing where only sockets of
     * some local ports are watched, as none of them leads to a broker.
     */
    static Set<Integer> excludedPorts(SocketFilter filter, Set<Integer> brokerPorts) {
        return filter.ports().isEmpty() ? brokerPorts : Set.of();
    }

    private static void requireApart(SocketFilter filter, Set<Integer> brokerPorts) throws StartupException {
        for (int port : brokerPorts) {
            if (filter.ports().contains(port)) {
                throw new StartupException("port " + port
                        + " is the Kafka broker's: watching it would report the agent's own traffic; leave it out");
            }
        }
    }

    private void closeOpened() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("not everything could be closed", e);
            }
        }
    }
}
