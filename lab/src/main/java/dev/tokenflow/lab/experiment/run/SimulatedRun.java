package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Forecasts;
import dev.tokenflow.lab.experiment.loop.AskingLaw;
import dev.tokenflow.lab.experiment.loop.ControlLoop;
import dev.tokenflow.lab.experiment.loop.Forecaster;
import dev.tokenflow.lab.experiment.loop.HintTrack;
import dev.tokenflow.lab.experiment.loop.LearntForecast;
import dev.tokenflow.lab.experiment.loop.ListeningLaw;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.link.LinkTimeline;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.OracleRun;
import dev.tokenflow.simulator.virtual.VirtualResult;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One arm with one seed in virtual time. */
public final class SimulatedRun {
    /**
     * Where virtual time begins: times before a run must be positive too, and whole slides fall on the same instants in
     * every run.
     */
    static final long ORIGIN_NS = 1_000_000_000_000L;

    private static final long SLIDE_NS = 200_000_000L;
    private static final long CONNECT_TIMEOUT_NS = 8_000_000_000L;
    private static final long LEAD_NS = 800_000_000L;

    private static final TcpEventListener NOBODY = (tsNs, struct) -> {};

    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");

    private static final int PORT = 8000;
    private static final LinkTimeline GOOD_LINK = LinkSchedule.parse("good 3600s rate=50mbit delay=20ms");
    private static final int NEIGHBOUR_STREAMS = 3;
    private static final int LESSONS = 2;
    /** Far from the seeds that are compared. */
    private static final long LESSON_SEED = 1_000_000;

    private final Experiment experiment;
    private final Arm arm;
    private final long seed;
    private final Forecaster overheard;
    private final @Nullable Consumer<PathSignals> listener;

    public SimulatedRun(Experiment experiment, Arm arm, long seed) {
        this(experiment, arm, seed, Forecaster.NONE, null);
    }

    /** @param listener takes what the law sees at each step */
    public SimulatedRun(Experiment experiment, Arm arm, long seed, Consumer<PathSignals> listener) {
        this(experiment, arm, seed, Forecaster.NONE, listener);
    }

    /** @param overheard is asked where no forecast is to be made */
    private SimulatedRun(
            Experiment experiment, Arm arm, long seed, Forecaster overheard, @Nullable Consumer<PathSignals> listener) {
        this.overheard = overheard;
        this.listener = listener;
        this.experiment = experiment;
        this.arm = arm;
        this.seed = seed;
    }

    public ArmRun run() {
        EventQueue queue = new EventQueue(ORIGIN_NS);
        List<IpAddress> clients = addresses(0, experiment.clients());
        VirtualRunConfig config = config(clients, addresses(experiment.clients(), experiment.neighbours()));
        return switch (arm.advice()) {
            case LINK -> seeingTheLink(config, queue);
            case NONE -> without(config, queue, clients, HintLookup.NONE);
            case CONSTANT -> without(config, queue, clients, constant());
            case HINTS -> hinted(config, queue, clients);
        };
    }

    private ArmRun seeingTheLink(VirtualRunConfig config, EventQueue queue) {
        OracleRun run = new OracleRun(config, queue);
        run.start(ORIGIN_NS);
        queue.runUntil(run.endNs());
        return analysed(run.results(), null, new RttLog(NOBODY), ORIGIN_NS);
    }

    /** Without a loop: nothing that happens changes the hints. */
    private ArmRun without(VirtualRunConfig config, EventQueue queue, List<IpAddress> clients, HintLookup hints) {
        RttLog rtts = new RttLog(NOBODY, Set.copyOf(clients)::contains);
        VirtualRun run = new VirtualRun(config, queue, rtts, hints);
        long startNs = connectEarly(run, queue);
        run.start(startNs);
        queue.runUntil(run.endNs());
        return analysed(run.results(), null, rtts, startNs);
    }

    private ArmRun hinted(VirtualRunConfig config, EventQueue queue, List<IpAddress> clients) {
        PacingLaw chosen = arm.requireLaw().law(experiment.pacing(arm.loop()), arm.wireCost());
        PacingLaw law = overheard == Forecaster.NONE ? chosen : new AskingLaw(chosen);
        law = listener == null ? law : new ListeningLaw(law, listener);
        ControlLoop loop = new ControlLoop(queue, law, arm.loop().delay(), forecaster(), seed);
        RttLog rtts = new RttLog(loop.events(), Set.copyOf(clients)::contains);
        VirtualRun run = new VirtualRun(config, queue, rtts, loop);
        loop.start();
        long startNs = connectEarly(run, queue);
        loop.silentFrom(silentFrom(startNs));
        run.start(startNs);
        queue.runUntil(run.endNs());
        return analysed(run.results(), loop, rtts, startNs);
    }

    /**
     * As on the kernel: the run begins a moment after every connection stands, or after a while without those that do
     * not.
     */
    static long connectEarly(VirtualRun run, EventQueue queue) {
        run.connectEarly();
        long untilNs = queue.nowNs() + CONNECT_TIMEOUT_NS;
        while (!run.isIdle() && queue.nowNs() < untilNs) {
            queue.runUntil(queue.nowNs() + SLIDE_NS);
        }
        return queue.nowNs() + LEAD_NS;
    }

    private long silentFrom(long startNs) {
        double silentS = arm.loop().silentAfterS();
        return Double.isInfinite(silentS) ? Long.MAX_VALUE : startNs + Math.round(silentS * 1e9);
    }

    private Forecaster forecaster() {
        return switch (arm.loop().forecasts()) {
            case NONE -> overheard;
            case LEARNT -> {
                GradientBoostedTrees trees = learn();
                yield trees == null ? overheard : new LearntForecast(trees);
            }
            case EVERY_QUEUE_STANDS -> reading -> new PathForecast(Double.MAX_VALUE, true);
            case NO_QUEUE_STANDS -> reading -> new PathForecast(0, true);
        };
    }

    /** From runs of the same arm over the same link with other requests and delays. */
    private @Nullable GradientBoostedTrees learn() {
        Arm plain = arm.with(arm.loop().with(Forecasts.NONE));
        List<PathSample> samples = new ArrayList<>();
        for (int run = 0; run < LESSONS; run++) {
            String name = "lesson " + run;
            Forecaster pupil = reading -> {
                samples.add(PathSample.of(reading, name + reading.features().key()));
                return PathForecast.NONE;
            };
            new SimulatedRun(experiment, plain, LESSON_SEED + run, pupil, null).run();
        }
        return LearntForecast.fit(samples);
    }

    /** The law's first decision, for every client and from the first byte on. */
    private HintLookup constant() {
        PacingDecision decision = arm.requireLaw()
                .law(experiment.pacing(arm.loop()), arm.wireCost())
                .initial()
                .decision();
        return (client, nowNs) -> HintFactory.bare(Scope.CLIENT, client, decision);
    }

    static List<IpAddress> addresses(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> IpAddress.parse("10.77." + i / 250 + "." + (1 + i % 250)))
                .toList();
    }

    VirtualRunConfig config(List<IpAddress> clients, List<IpAddress> neighbours) {
        List<ClientGroup> networks = new ArrayList<>();
        networks.add(new ClientGroup(clients, experiment.link().timeline(), experiment.streams()));
        neighbours.forEach(address -> networks.add(new ClientGroup(address, GOOD_LINK, NEIGHBOUR_STREAMS)));
        return new VirtualRunConfig(
                arm.policy(),
                networks,
                experiment.answerTokens(),
                experiment.tokensPerSecond(),
                experiment.duration(),
                seed,
                arm.wireCost(),
                arm.coding(),
                SERVER,
                PORT,
                0,
                1);
    }

    private ArmRun analysed(List<VirtualResult> results, @Nullable ControlLoop loop, RttLog rtts, long startNs) {
        List<VirtualResult> subjects = results.subList(0, experiment.clients());
        List<VirtualResult> neighbours = results.subList(experiment.clients(), results.size());
        long retransmits =
                subjects.stream().mapToLong(VirtualResult::retransmissions).sum();
        return new ArmRun(
                experiment,
                arm.name(),
                subjects.stream().map(VirtualResult::log).toList(),
                tracks(subjects, loop),
                rtts,
                retransmits,
                tracks(neighbours, loop),
                neighbours.stream().map(VirtualResult::log).toList(),
                startNs);
    }

    private static List<HintTrack> tracks(List<VirtualResult> results, @Nullable ControlLoop loop) {
        return loop == null
                ? List.of()
                : results.stream()
                        .map(result -> loop.track(result.client().toString()))
                        .toList();
    }
}
