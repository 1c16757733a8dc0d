package dev.tokenflow.lab.experiment;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.pacing.PacingAlgorithm;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.Scope;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.simulator.virtual.ClientNetwork;
import dev.tokenflow.simulator.virtual.EventQueue;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.OracleRun;
import dev.tokenflow.simulator.virtual.VirtualResult;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One arm with one seed in virtual time. */
final class SimulatedRun {
    /** Where virtual time begins: times before a run must be positive too, and whole slides fall on the same instants in every run. */
    private static final long ORIGIN_NS = 1_000_000_000_000L;

    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");

    private static final int PORT = 8000;

    private final Experiment experiment;
    private final ArmSpec spec;
    private final ExperimentArm arm;
    private final long seed;

    SimulatedRun(Experiment experiment, ArmSpec spec, long seed) {
        this.experiment = experiment;
        this.spec = spec;
        arm = spec.arm();
        this.seed = seed;
    }

    ArmRun run() {
        EventQueue queue = new EventQueue(ORIGIN_NS);
        List<IpAddress> clients = new ArrayList<>();
        for (int i = 0; i < experiment.clients(); i++) {
            clients.add(IpAddress.parse("10.77." + i / 250 + "." + (1 + i % 250)));
        }
        VirtualRunConfig config = config(clients);
        if (arm == ExperimentArm.ORACLE) {
            OracleRun run = new OracleRun(config, queue);
            run.start(ORIGIN_NS);
            queue.runUntil(run.endNs());
            return analysed(run.results(), null, new RttLog((ts, struct) -> {}), ORIGIN_NS);
        }
        ControlLoop loop = loop(queue);
        RttLog rtts = new RttLog(loop == null ? (ts, struct) -> {} : loop.events());
        HintLookup hints = arm == ExperimentArm.FIXED ? fixed() : loop == null ? HintLookup.NONE : loop;
        VirtualRun run = new VirtualRun(config, queue, rtts, hints);
        if (loop != null) {
            loop.start();
        }
        run.start(ORIGIN_NS);
        queue.runUntil(run.endNs());
        return analysed(run.results(), loop, rtts, ORIGIN_NS);
    }

    private @Nullable ControlLoop loop(EventQueue queue) {
        PacingAlgorithm algorithm = arm.algorithm();
        if (algorithm == null || arm == ExperimentArm.FIXED) {
            return null;
        }
        PacingLaw law = algorithm.law(experiment.pacing(spec.loop()), WireCost.DEFAULT);
        double silentS = spec.loop().silentAfterS();
        long silentNs = Double.isInfinite(silentS) ? Long.MAX_VALUE : ORIGIN_NS + Math.round(silentS * 1e9);
        return new ControlLoop(queue, law, spec.loop().delay(), silentNs, seed);
    }

    /** Chosen in advance: in force from the first byte on, no loop needed. */
    private HintLookup fixed() {
        PacingDecision decision = PacingAlgorithm.FIXED
                .law(experiment.pacing(spec.loop()), WireCost.DEFAULT)
                .initial()
                .decision();
        return (client, nowNs) -> HintForms.of(Scope.CLIENT, client, decision);
    }

    private VirtualRunConfig config(List<IpAddress> clients) {
        return new VirtualRunConfig(
                arm.policy(),
                List.of(new ClientNetwork(clients, experiment.link().timeline(), experiment.streams())),
                experiment.answerTokens(),
                experiment.tokensPerSecond(),
                experiment.duration(),
                seed,
                WireCost.DEFAULT,
                SERVER,
                PORT,
                0,
                1);
    }

    private ArmRun analysed(List<VirtualResult> results, @Nullable ControlLoop loop, RttLog rtts, long startNs) {
        List<HintTrack> tracks = new ArrayList<>();
        if (loop != null) {
            results.forEach(result -> tracks.add(loop.track(result.client().toString())));
        }
        long retransmits =
                results.stream().mapToLong(VirtualResult::retransmissions).sum();
        return new ArmRun(
                experiment,
                spec.name(),
                results.stream().map(VirtualResult::log).toList(),
                tracks,
                rtts,
                retransmits,
                startNs);
    }
}
