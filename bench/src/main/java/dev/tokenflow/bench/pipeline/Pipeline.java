package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.load.Load;
import dev.tokenflow.bench.pipeline.load.LoadGenerator;
import dev.tokenflow.bench.pipeline.load.SyntheticAgent;
import dev.tokenflow.bench.pipeline.measure.CheckpointWatch;
import dev.tokenflow.bench.pipeline.measure.CpuAccount;
import dev.tokenflow.bench.pipeline.measure.HintWatch;
import dev.tokenflow.bench.pipeline.measure.LoopSamples;
import dev.tokenflow.bench.process.BrokerMain;
import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.hints.HintsStartException;
import dev.tokenflow.hints.store.RecordOutcome;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.flink.EmbeddedJob;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline under load: the broker in a process of its own; Flink job, hint server, agents and readers of hints in
 * this one.
 */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final long SEED = 1;
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long STANDSTILL_NS = TimeUnit.SECONDS.toNanos(10);

    /** Hints of idle sites are issued every second; some more for the job's own time. */
    private static final double CURRENT_MS = 1_500;

    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BROKER_LIFE = Duration.ofHours(2);
    private static final Duration BROKER_ALONE = Duration.ofMillis(1_500);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::closeParts, "bench-exit");
    private final List<Client> clients;
    private final List<Client> watched;
    private final CheckpointWatch checkpoints;
    private final LoopSamples loop;
    private final AlarmLog alarmLog;
    private final ProcessHandle broker;
    private final EmbeddedJob job;
    private final HintServer hints;
    private final LoadGenerator load;
    private final HintWatch watch;
    private final double toBrokerAlone;

    /**
     * Starts everything and waits until batches arrive in the job.
     *
     * @throws IOException when a part does not come up; all that did is closed again
     */
    Pipeline(PipelineOptions options) throws IOException {
        clients = Client.all(options.load(), options.clients(), options.agents(), options.watched(), SEED);
        watched = clients.stream().filter(Client::watched).toList();
        alarmLog = new AlarmLog(watched.size());
        long monoToWallNs = monoToWallNs();
        loop = new LoopSamples(monoToWallNs);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Path folder =
                    opened(new TemporaryFolder("tokenflow-bench-pipeline-")).path();
            Child child = opened(Child.start(
                    "broker",
                    new ProcessBuilder(JavaCommand.limited(BROKER_LIFE, BrokerMain.class)),
                    folder.resolve("broker.log"),
                    line -> {}));
            String bootstrap = child.awaitReady(BROKER_TIMEOUT).get("bootstrap").asText();
            broker = ProcessHandle.of(child.pid()).orElseThrow(() -> new IOException("the broker is gone"));
            // Before the job starts, which reads only what comes after.
            toBrokerAlone = LoadGenerator.flatOut(bootstrap, Topics.EVENTS, spareAgent(), BROKER_ALONE);
            Path checkpointFolder = Files.createDirectory(folder.resolve("checkpoints"));
            checkpoints = opened(new CheckpointWatch(checkpointFolder));
            int models = options.load().hasModels() ? ModelTopic.publish(bootstrap) : 0;
            job = opened(EmbeddedJob.start(options.jobConfig(bootstrap), cluster(checkpointFolder)));
            await("the job takes no models", () -> count(JobMetric.MODELS_IN) >= models);
            hints = opened(startHints(bootstrap));
            load = opened(
                    new LoadGenerator(bootstrap, Topics.EVENTS, agents(clients, options, monoToWallNs), alarmLog));
            await("the job takes no batches", () -> count(JobMetric.BATCHES_IN) > 0);
            await("the hint server does not read its topic", () -> hints.isReady());
            watch = opened(HintWatch.start(hints.port(), watched, this::fetched));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    LoadGenerator load() {
        return load;
    }

    /** All of them. */
    List<Client> clients() {
        return clients;
    }

    /** The clients whose hints are fetched. */
    List<Client> watched() {
        return watched;
    }

    /** Latencies of the hints that were fetched. */
    LoopSamples loop() {
        return loop;
    }

    /** Alarms of the watched clients. */
    AlarmLog alarmLog() {
        return alarmLog;
    }

    /** What the job counted, at most some 100 ms ago. */
    Map<JobMetric, Long> counters() throws IOException {
        return job.counters();
    }

    /** Hints that became visible in the hint server so far. */
    long hintsStored() {
        return hints.stats().records().getOrDefault(RecordOutcome.STORED, 0L);
    }

    CpuAccount cpu() {
        return CpuAccount.now(broker);
    }

    /** CPU time and what the job counted. */
    Snapshot snapshot() throws IOException {
        return new Snapshot(cpu(), counters());
    }

    /** Instants at which checkpoints began, {@link System#nanoTime}. */
    List<Long> checkpointsBetween(long fromNs, long toNs) {
        return checkpoints.between(fromNs, toNs);
    }

    /**
     * Tells whether all parts still run.
     *
     * @throws IOException naming the one that does not
     */
    void check() throws IOException {
        load.check();
        watch.check();
    }

    /** Events a second that agents brought to the broker while no job ran. */
    double toBrokerAlone() {
        return toBrokerAlone;
    }

    /** An agent whose batches the job does not get. */
    static SyntheticAgent spareAgent() {
        List<Client> served = Client.all(Load.DENSE, 1_000, 1, 0, SEED);
        return new SyntheticAgent("bench-spare", System.currentTimeMillis(), monoToWallNs(), Load.DENSE, served, SEED);
    }

    /** Events that were sent and not taken in. */
    long behind() throws IOException {
        return load.sent() - count(JobMetric.EVENTS_IN);
    }

    /**
     * Stops the load, though not the heartbeats, and waits until the job has taken in all events that were sent and its
     * hints are of now.
     *
     * @throws IOException when it stops before
     */
    void drain() throws IOException {
        load.rate(0);
        long progressNs = System.nanoTime();
        long taken = count(JobMetric.EVENTS_IN);
        long hintsSeen = hintsStored();
        while (taken != load.sent() || loop.behindMs() > CURRENT_MS) {
            pause(LOOK);
            check();
            long takenNow = count(JobMetric.EVENTS_IN);
            long hintsNow = hintsStored();
            if (takenNow != taken || (taken == load.sent() && hintsNow != hintsSeen)) {
                progressNs = System.nanoTime();
                taken = takenNow;
                hintsSeen = hintsNow;
            } else if (System.nanoTime() - progressNs > STANDSTILL_NS) {
                throw new IOException("events were lost: " + load.sent() + " were sent, the broker has "
                        + load.acknowledged() + ", the job has taken in " + taken + " and takes no more");
            }
        }
    }

    /** Closes the parts in the opposite order of their start; so does the end of the process, should it come before. */
    @Override
    public void close() {
        closeParts();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("the process ends already", e);
        }
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) { // the others are closed all the same
                System.err.println("bench: a part of the pipeline did not close in order: " + e);
            }
        }
    }

    /** Waits for a time, without load on the CPU. */
    static void pause(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        for (long waitNs = time.toNanos(); waitNs > 0; waitNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(waitNs);
        }
    }

    private void fetched(int index, Hint hint, long visibleNs) {
        loop.fetched(index, hint, visibleNs);
        alarmLog.visible(index, hint, visibleNs);
    }

    private long count(JobMetric metric) throws IOException {
        return counters().getOrDefault(metric, 0L);
    }

    private HintServer startHints(String bootstrap) throws IOException {
        try {
            return HintServer.start(HintsConfig.of("127.0.0.1", 0, bootstrap), loop, new PrometheusRegistry());
        } catch (HintsStartException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private synchronized <P extends AutoCloseable> P opened(P part) {
        parts.push(part);
        return part;
    }

    /**
     * As in production, checkpoints go to files, and a job that fails does not come back unnoticed; counters are looked
     * at often, so they must be fresh.
     */
    private static Map<String, String> cluster(Path checkpointFolder) {
        return Map.of(
                "heartbeat.interval", "100",
                "restart-strategy.type", "none",
                "execution.checkpointing.storage", "filesystem",
                "execution.checkpointing.dir", checkpointFolder.toUri().toString());
    }

    private static List<SyntheticAgent> agents(List<Client> clients, PipelineOptions options, long monoToWallNs) {
        long epoch = System.currentTimeMillis();
        Map<Integer, List<Client>> served = clients.stream().collect(Collectors.groupingBy(Client::agent));
        List<SyntheticAgent> agents = new ArrayList<>();
        served.forEach((agent, its) -> agents.add(
                new SyntheticAgent("bench-" + agent, epoch, monoToWallNs, options.load(), its, SEED + agent)));
        return agents;
    }

    /** Taken once, so that a step of the wall clock moves neither the events nor what they are compared with. */
    private static long monoToWallNs() {
        long beforeNs = System.nanoTime();
        long wallNs = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
        return wallNs - beforeNs - (System.nanoTime() - beforeNs) / 2;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String otherwise, Condition condition) throws IOException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException(otherwise + ", after " + START_TIMEOUT_NS / 1_000_000_000L + " s");
            }
            pause(LOOK);
        }
    }
}
