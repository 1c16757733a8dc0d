package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.agent.Agent;
import dev.tokenflow.agent.AgentConfig;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.hints.HintsStartException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.LawChoice;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.LoopSettings;
import dev.tokenflow.lab.experiment.loop.HintTrack;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.result.ArmSeries;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.RunFigures;
import dev.tokenflow.lab.network.ArmServing;
import dev.tokenflow.lab.observe.EventTap;
import dev.tokenflow.lab.observe.PathLog;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.testbed.flink.EmbeddedJob;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import dev.tokenflow.testbed.netns.ClientSide;
import dev.tokenflow.testbed.netns.NetworkLab;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import dev.tokenflow.testbed.netns.StreamProcesses;
import dev.tokenflow.testbed.netns.TunPair;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.StopSignal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Arms on real kernel TCP, with the whole loop: namespaces, the link in user space, the eBPF agent, Kafka, the job, the
 * hint server. One after the other in real time; every arm and seed has a client address of its own, so that no state
 * crosses them.
 */
public final class KernelRuns {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(15);
    private static final long LEAD_NS = 700_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Experiment experiment;
    private final List<Arm> arms;
    private final int seeds;
    private final String congestionControl;
    private final Path raw;
    private final PrintStream progress;
    private final Map<String, HintTrack> tracks = new ConcurrentHashMap<>();

    public KernelRuns(
            Experiment experiment,
            List<Arm> arms,
            int seeds,
            String congestionControl,
            Path raw,
            PrintStream progress) {
        this.experiment = experiment;
        this.arms = arms;
        this.seeds = seeds;
        this.congestionControl = congestionControl;
        this.raw = raw;
        this.progress = progress;
    }

    /** Why this machine cannot do it, in one line; empty when it can. */
    public static java.util.Optional<String> whyNot() {
        return NetworkLab.whyNot();
    }

    /**
     * Runs them all.
     *
     * @param store takes the figures of every run, and has those that need not be done again
     */
    public CellResult run(StopSignal stop, RunStore store) throws IOException, InterruptedException {
        Files.createDirectories(raw);
        Map<String, List<RunFigures>> figures = new LinkedHashMap<>();
        Map<String, ArmSeries> series = new LinkedHashMap<>();
        try (NetworkLab lab =
                        stop.open(() -> NetworkLab.open(new NetworkLabConfig(arms.size() * seeds, congestionControl)));
                EmbeddedKafka kafka = stop.open(EmbeddedKafka::start);
                EventTap events = new EventTap(kafka.bootstrapServers());
                EmbeddedJob job = stop.open(() -> EmbeddedJob.start(jobConfig(lab, kafka)));
                HintServer hints = stop.open(() -> hintServer(lab, kafka));
                Agent agent = stop.open(() -> agent(lab, kafka))) {
            URI hintUri = URI.create("http://" + lab.hostAddress() + ":" + hints.port());
            int index = 0;
            for (int seed = 1; seed <= seeds; seed++) {
                for (Arm arm : arms) {
                    String key = RunStore.key("kernel, " + congestionControl, experiment, arm, seed);
                    List<RunFigures> ofArm = figures.computeIfAbsent(arm.name(), any -> new ArrayList<>());
                    RunFigures known = store.get(key);
                    if (known != null) {
                        ofArm.add(known);
                        index++;
                        continue;
                    }
                    progress.printf(
                            Locale.ROOT,
                            "run %d of %d: %s, demand %.3g, %s, seed %d%n",
                            index + 1,
                            arms.size() * seeds,
                            experiment.link().name(),
                            experiment.demand(),
                            arm.name(),
                            seed);
                    ArmRun run = stop.interruptibly(runOne(lab, events, hintUri, arm, index++, seed));
                    RunFigures result = run.figures();
                    store.put(key, result);
                    ofArm.add(result);
                    if (seed == 1) {
                        series.put(arm.name(), run.series());
                    }
                }
            }
            progress.printf(
                    Locale.ROOT,
                    "%,d events, %,d lost; the job read %,d events and wrote %,d hints%n",
                    agent.stats().rttEvents(),
                    agent.stats().lostEvents(),
                    job.counters().get(JobMetric.EVENTS_IN),
                    job.counters().get(JobMetric.HINTS_OUT));
        }
        return new CellResult(experiment, figures, series);
    }

    private StopSignal.Section<ArmRun, IOException> runOne(
            NetworkLab lab, EventTap events, URI hintUri, Arm arm, int index, int seed) {
        return () -> run(lab, events, hintUri, arm, index, seed);
    }

    private ArmRun run(NetworkLab lab, EventTap events, URI hintUri, Arm arm, int index, int seed)
            throws IOException, InterruptedException {
        TunPair pair = lab.pair(index, ClientSide.FAR);
        TunPair unused = lab.pair(index, ClientSide.NEAR);
        String name = arm.name() + "-" + seed;
        StreamProcesses processes = new StreamProcesses(lab, ArmServing.PORT, raw, name);
        StreamProcesses.Demand demand = new StreamProcesses.Demand(
                experiment.streams(),
                experiment.answerTokens(),
                experiment.tokensPerSecond(),
                experiment.duration(),
                seed,
                arm.isCompressed());
        boolean obeys = arm.obeysHints();
        long startNs;
        List<StreamProcesses.Joint> joints =
                List.of(new StreamProcesses.Joint(pair, schedule()), new StreamProcesses.Joint(unused, "idle 1s"));
        try (Child link = processes.link(joints, seed, status -> {})) {
            link.awaitReady(START_TIMEOUT);
            lab.attach(index);
            try (ArmServing serving = ArmServing.start(processes, arm, experiment.tokensPerSecond(), seed, hintUri)) {
                try (Child readers = processes.readers(pair, "far", demand, status -> {})) {
                    readers.awaitReady(START_TIMEOUT);
                    startNs = System.nanoTime() + LEAD_NS;
                    link.send("start " + startNs);
                    readers.send("start " + startNs);
                    readers.awaitEnd(experiment.duration().plus(END_TIMEOUT));
                }
            }
        }
        ReaderLog log = ReaderLog.read(processes.arrivals("far"));
        IpAddress client = IpAddress.parse(pair.clientAddress());
        PathLog path = events.path(client);
        List<HintTrack> hints = obeys ? List.of(track(client.toString())) : List.of();
        return new ArmRun(
                experiment,
                arm.name(),
                List.of(log),
                hints,
                RttLog.of(path, log.startNs(), log.endNs()),
                path.retransmits(log.startNs(), log.endNs()),
                List.of(),
                List.of(),
                log.startNs());
    }

    /** Written to a file, since it may be long. */
    private String schedule() throws IOException {
        if (experiment.link().timeline() instanceof LinkSchedule schedule) {
            return schedule.toString();
        }
        Path file = raw.resolve("link.schedule").toAbsolutePath();
        Files.writeString(file, SampledSchedule.of(experiment.link().timeline(), experiment.duration()));
        return file.toString();
    }

    private JobConfig jobConfig(NetworkLab lab, EmbeddedKafka kafka) {
        Map<String, PacingAlgorithm> chosen = new LinkedHashMap<>();
        int index = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            for (Arm arm : arms) {
                PacingAlgorithm law = arm.law();
                if (law != null) {
                    chosen.put(
                            IpAddress.parse(lab.pair(index, ClientSide.FAR).clientAddress())
                                    .toString(),
                            law);
                }
                index++;
            }
        }
        return JobConfig.on(kafka.bootstrapServers())
                .with(experiment.pacing(LoopSettings.WHOLE))
                .with(new LawChoice(PacingAlgorithm.UNPACED, chosen));
    }

    private HintServer hintServer(NetworkLab lab, EmbeddedKafka kafka) throws IOException {
        try {
            return HintServer.start(
                    HintsConfig.of(lab.hostAddress(), 0, kafka.bootstrapServers()),
                    this::visible,
                    new PrometheusRegistry());
        } catch (HintsStartException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Agent agent(NetworkLab lab, EmbeddedKafka kafka) throws IOException {
        try {
            return Agent.start(AgentConfig.of(
                    kafka.bootstrapServers(),
                    SocketFilter.localPorts(ArmServing.PORT).inNetns(lab.inode(lab.serverNamespace()))));
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void visible(Hint hint, long atNs) {
        if (hint.scope() != Scope.CLIENT) {
            return;
        }
        HintTrack track = track(hint.key());
        track.add(atNs, hint.tokensPerSecond(), hint.tokensPerChunk());
        if (!Double.isNaN(hint.oldestEventAtMs())) {
            Instant now = Instant.now();
            double nowNs = (double) now.getEpochSecond() * SECOND_NS + now.getNano();
            track.latency(Math.round(nowNs - hint.oldestEventAtMs() * 1e6));
        }
    }

    private HintTrack track(String client) {
        return tracks.computeIfAbsent(client, any -> new HintTrack());
    }
}
