package dev.tokenflow.lab.demo;

import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.hints.HintsStartException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.network.ArmPlan;
import dev.tokenflow.lab.network.ArmProgress;
import dev.tokenflow.lab.network.KernelTestBed;
import dev.tokenflow.lab.network.Network;
import dev.tokenflow.lab.network.NetworkChoice;
import dev.tokenflow.lab.network.SimulatedTestBed;
import dev.tokenflow.lab.network.TestBed;
import dev.tokenflow.lab.observe.EventTap;
import dev.tokenflow.lab.observe.FeatureTap;
import dev.tokenflow.lab.observe.Observations;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.report.page.RunFiles;
import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.DelayCurve;
import dev.tokenflow.report.run.DiagnosisShare;
import dev.tokenflow.report.run.JobFigures;
import dev.tokenflow.report.run.KafkaFigures;
import dev.tokenflow.report.run.LoopLatency;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.SummaryFile;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.terminal.DiagnosisTable;
import dev.tokenflow.report.terminal.LiveView;
import dev.tokenflow.report.terminal.ResultTable;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.testbed.flink.EmbeddedJob;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import dev.tokenflow.testbed.process.Logs;
import dev.tokenflow.testbed.process.StopSignal;
import dev.tokenflow.testbed.process.StoppedException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo: starts every part, runs the arms one after the other, writes what happened, stops every part.
 */
final class Demo {
    private static final LinkPhase CLEAN = LinkSchedule.demo().phases().getFirst();

    private static final Duration LEARNING = Duration.ofSeconds(15);

    private final DemoOptions options;
    private final String command;
    private final PrintStream out = System.out;
    private final Path raw;
    private volatile @Nullable LiveView shown;

    Demo(DemoOptions options, String command) {
        this.options = options;
        this.command = command;
        raw = options.out().resolve("raw");
    }

    /**
     * Runs it all.
     *
     * @return whether the loop closed
     * @throws IOException when a part does not start or dies; the message is fit for a person
     * @throws StoppedException when the process is told to end; everything is closed by then
     */
    boolean run() throws IOException, InterruptedException {
        try (StopSignal stop = StopSignal.watch(this::announceStop)) {
            try {
                return run(stop);
            } catch (IOException | InterruptedException e) {
                stop.check(); // what dies of the same Ctrl-C is no fault
                throw e;
            }
        }
    }

    private boolean run(StopSignal stop) throws IOException, InterruptedException {
        Files.createDirectories(raw);
        try {
            Logs.toFile(raw.resolve("tokenflow.log"));
            boolean kernel = chooseKernel();
            stop.check();
            say("Starting Kafka, Flink and the hint server (%s network) ...", kernel ? "kernel" : "simulated");
            try (TestBed bed = kernel
                    ? KernelTestBed.open(options.arms().size() + 1, options.congestionControl())
                    : new SimulatedTestBed()) {
                return run(bed, stop);
            }
        } finally {
            if (!options.keep()) {
                delete(raw);
            }
        }
    }

    private boolean run(TestBed bed, StopSignal stop) throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = stop.open(EmbeddedKafka::start);
                EventTap events = new EventTap(kafka.bootstrapServers());
                FeatureTap features = new FeatureTap(kafka.bootstrapServers())) {
            Observations seen = new Observations(events::path, features::client);
            try (EmbeddedJob job = stop.open(() -> EmbeddedJob.start(jobConfig(kafka.bootstrapServers())));
                    HintServer hints = stop.open(() -> startHints(kafka.bootstrapServers(), bed.hintHost(), seen));
                    Network network = stop.open(() -> bed.connect(kafka.bootstrapServers(), raw))) {
                URI hintUri = URI.create("http://" + bed.hintHost() + ":" + hints.port());
                return stop.interruptibly(() -> runArms(network, kafka, job, seen, hintUri));
            }
        }
    }

    private void announceStop() {
        LiveView view = shown;
        if (view != null) {
            view.close(); // the terminal is a plain one again
        }
        say("Stopping ...");
    }

    private boolean chooseKernel() throws IOException {
        if (options.network() == NetworkChoice.simulated) {
            return false;
        }
        Optional<String> whyNot = KernelTestBed.whyNot();
        if (whyNot.isEmpty()) {
            return true;
        }
        if (options.network() == NetworkChoice.kernel) {
            throw new IOException("--network kernel is not possible here: " + whyNot.get());
        }
        say("No kernel network here (%s): the streams run on the simulated one.", whyNot.get());
        return false;
    }

    private JobConfig jobConfig(String bootstrapServers) {
        return JobConfig.on(bootstrapServers)
                .with(PacingConfig.DEFAULT.withRateCap(options.tokensPerSecond()))
                .with(LifetimeConfig.DEFAULT.toldOften())
                .with(RowConfig.OFTEN);
    }

    private static HintServer startHints(String bootstrapServers, String host, Observations seen) throws IOException {
        try {
            return HintServer.start(
                    HintsConfig.of(host, 0, bootstrapServers), seen::hintVisible, new PrometheusRegistry());
        } catch (HintsStartException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean runArms(Network network, EmbeddedKafka kafka, EmbeddedJob job, Observations seen, URI hintUri)
            throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        List<ArmResult> results = new ArrayList<>();
        List<TimelineRow> timeline = new ArrayList<>();
        List<DelayCurve> curves = new ArrayList<>();
        double demand = demandBitsPerSecond();
        List<String> trainings = new ArrayList<>();
        ModelTraining models = new ModelTraining(kafka.bootstrapServers(), trainings::add);
        learn(network, hintUri);
        models.train();
        tell(trainings);
        LiveView view = LiveView.open(out);
        shown = view;
        try (ProgressView progress = new ProgressView(
                view,
                seen,
                "demo, " + network.word() + " network",
                options.arms().size(),
                options.duration())) {
            for (int i = 0; i < options.arms().size(); i++) {
                ArmPlan plan = plan(i, hintUri);
                ArmProgress running = new ArmProgress(plan);
                progress.begins(running);
                ArmAnalysis analysis = new ArmAnalysis(network.run(plan, running), seen, demand);
                results.add(analysis.result());
                timeline.addAll(analysis.timeline());
                curves.addAll(analysis.delayCurves());
                progress.ended(results.getLast());
                if (i == 0) {
                    models.train(); // with congestion and loss seen
                }
            }
        }
        tell(trainings);
        RunSummary summary = judged(summary(network, kafka, job, seen, startedAt, results));
        write(new RunRecord(summary, timeline, curves, command));
        return DemoVerdict.loopClosed(summary);
    }

    /** Not while the live view has the terminal. */
    private void tell(List<String> lines) {
        lines.forEach(line -> say("%s", line));
        lines.clear();
    }

    /** Streams over clean links, so that the models can learn what is normal here. */
    private void learn(Network network, URI hintUri) throws IOException, InterruptedException {
        Duration time = options.duration().dividedBy(4);
        Duration atMost = time.compareTo(LEARNING) < 0 ? time : LEARNING;
        say("Learning for %.0f s what is normal here ...", atMost.toMillis() / 1e3);
        ArmPlan plan = plan(options.arms().size(), Arms.UNPACED, LinkSchedule.constant(CLEAN), atMost, hintUri);
        var unused = network.run(plan, new ArmProgress(plan));
    }

    private ArmPlan plan(int index, URI hintUri) {
        return plan(index, options.arms().get(index), options.faulty(), options.duration(), hintUri);
    }

    private ArmPlan plan(int index, Arm arm, LinkSchedule faulty, Duration duration, URI hintUri) {
        return new ArmPlan(
                index,
                arm,
                faulty,
                LinkSchedule.constant(CLEAN),
                duration,
                options.streams(),
                options.tokensPerSecond(),
                options.answerTokens(),
                options.seed(),
                hintUri);
    }

    /** Of all streams of one network, one token a chunk. */
    private double demandBitsPerSecond() {
        return 8 * options.streams() * WireCost.DEFAULT.streamBytesPerSecond(options.tokensPerSecond(), 1);
    }

    private RunSummary summary(
            Network network,
            EmbeddedKafka kafka,
            EmbeddedJob job,
            Observations seen,
            Instant startedAt,
            List<ArmResult> results)
            throws IOException {
        AgentFigures agent = network.agent();
        ArmResult hinted = results.stream()
                .filter(arm -> arm.name().equals(ArmResult.TOKENFLOW))
                .findFirst()
                .orElseThrow();
        return new RunSummary(
                network.word(),
                startedAt,
                options.duration().toMillis() / 1e3,
                options.seed(),
                options.streams(),
                options.tokensPerSecond(),
                Machine.describe(),
                Machine.versions(),
                PhaseNames.report(options.faulty()),
                agent,
                new KafkaFigures(kafka.records(Topics.EVENTS)),
                jobFigures(job.counters()),
                LoopLatency.of(seen.loopLatenciesMs()),
                results,
                hinted.timeToCutS(),
                hinted.timeToRecoverS(),
                List.of());
    }

    private static RunSummary judged(RunSummary s) {
        List<VerdictLine> verdict = DemoVerdict.of(s);
        return new RunSummary(
                s.network(),
                s.startedAt(),
                s.durationS(),
                s.seed(),
                s.streams(),
                s.tokensPerSecond(),
                s.machine(),
                s.versions(),
                s.linkPhases(),
                s.agent(),
                s.kafka(),
                s.job(),
                s.loopLatencyMs(),
                s.arms(),
                s.timeToCutS(),
                s.timeToRecoverS(),
                verdict);
    }

    private void write(RunRecord run) throws IOException {
        RunFiles.write(run, options.out());
        if (options.json() != null) {
            SummaryFile.write(run.summary(), options.json());
        }
        out.println();
        out.print(ResultTable.render(run.summary()));
        out.println();
        out.print(DiagnosisTable.render(DiagnosisShare.of(run)));
        out.println();
        say("Report: %s", options.out().resolve("report.html"));
        if (!DemoVerdict.loopClosed(run.summary())) {
            say("The loop did not close: see the verdict above; --keep leaves the logs in %s.", raw);
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static JobFigures jobFigures(Map<JobMetric, Long> counters) {
        return new JobFigures(
                counters.get(JobMetric.EVENTS_IN),
                counters.getOrDefault(JobMetric.BATCHES_REJECTED, 0L)
                        + counters.getOrDefault(JobMetric.EVENTS_REJECTED, 0L),
                counters.get(JobMetric.EVENTS_LATE),
                counters.get(JobMetric.FEATURES_OUT),
                counters.get(JobMetric.HINTS_OUT));
    }
}
