package dev.tokenflow.report.run;

import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.text.Known;
import dev.tokenflow.report.text.Quantiles;
import dev.tokenflow.report.timeline.HintSample;
import dev.tokenflow.report.timeline.LinkSample;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.report.timeline.TransportSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A whole run made up from a seed, with the magnitudes of a real one: default timeline, 30 streams of 50 tokens a
 * second.
 */
public final class SyntheticRun {
    public static final List<String> ARMS = List.of(ArmResult.UNPACED, ArmResult.GZIP_SELFCLOCKED, ArmResult.TOKENFLOW);

    private static final int STREAMS = 30;
    private static final double RATE = 50;
    private static final double STEP_S = 0.2;
    private static final double CUT_S = 0.6;
    private static final double RECOVER_S = 1.4;

    private final Random random;

    private SyntheticRun(long seed) {
        random = new Random(seed);
    }

    /** The same record for the same seed. */
    public static RunRecord of(long seed) {
        return new SyntheticRun(seed).record(seed);
    }

    public static List<PhaseFacts> phases() {
        return List.of(
                new PhaseFacts("clean", 0, 15, 50e6, 1000.0, 40.0, 0),
                new PhaseFacts("congested", 15, 20, 5e5, 1000.0, 40.0, 0),
                new PhaseFacts("loss", 35, 15, 50e6, 1000.0, 40.0, 0.01),
                new PhaseFacts("recovered", 50, 15, 50e6, 1000.0, 40.0, 0));
    }

    /** A run of which nothing else is known. */
    public static RunSummary withoutFigures(String network, List<PhaseFacts> phases, List<ArmResult> arms) {
        return new RunSummary(
                network,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                phases,
                new AgentFigures(null, null, null, null),
                new KafkaFigures(null),
                new JobFigures(null, null, null, null, null),
                LoopLatency.UNKNOWN,
                arms,
                null,
                null,
                List.of());
    }

    private RunRecord record(long seed) {
        List<TimelineRow> timeline = new ArrayList<>();
        List<DelayCurve> curves = new ArrayList<>();
        List<ArmResult> arms = new ArrayList<>();
        for (String arm : ARMS) {
            LinkFigures far = network(arm, ClientNetwork.FAR, timeline, curves);
            LinkFigures near = network(arm, ClientNetwork.NEAR, timeline, curves);
            boolean hinted = arm.equals(ArmResult.TOKENFLOW);
            arms.add(new ArmResult(
                    arm, far, near, hinted ? CUT_S : null, hinted ? RECOVER_S : null, hinted ? 5.5 : null));
        }
        return new RunRecord(summary(seed, arms), timeline, curves, "./tokenflow demo --network kernel --seed " + seed);
    }

    private RunSummary summary(long seed, List<ArmResult> arms) {
        double unpaced = congestedP95(arms.get(0));
        double selfclocked = congestedP95(arms.get(1));
        double hinted = congestedP95(arms.get(2));
        return new RunSummary(
                "kernel",
                Instant.parse("2026-01-02T03:04:05Z"),
                65.0,
                seed,
                STREAMS,
                RATE,
                "2 cores x86-64, Linux 6.18",
                Map.of("tokenflow", "0.1.0", "java", "25", "flink", "2.3.0", "kafka", "4.2.2"),
                phases(),
                new AgentFigures(241_733L, 5_120L, 0L, "tp_btf"),
                new KafkaFigures(2_310L),
                new JobFigures(246_853L, 0L, 12L, 1_950L, 1_312L),
                new LoopLatency(131.0, 212.0, 318.0, 640L),
                arms,
                CUT_S,
                RECOVER_S,
                List.of(
                        VerdictLine.atMost(
                                "token delay p95 while congested, tokenflow / unpaced", hinted / unpaced, "x", 0.4),
                        VerdictLine.atMost(
                                "token delay p95 while congested, tokenflow / gzip-selfclocked",
                                hinted / selfclocked,
                                "x",
                                0.4),
                        VerdictLine.atLeast("tokens delivered, tokenflow / unpaced", 1.06, "x", 0.995),
                        VerdictLine.below("loop latency p99", 318, "ms", 1000),
                        VerdictLine.below("false slowdown", 0.013, "", 0.01),
                        VerdictLine.atMost("events lost", Double.NaN, "", 0)));
    }

    private static double congestedP95(ArmResult arm) {
        PhaseResult congested = arm.faultyLink().phase("congested");
        return congested == null
                ? Double.NaN
                : Known.orNaN(congested.tokenDelayMs().p95());
    }

    private LinkFigures network(
            String arm, ClientNetwork network, List<TimelineRow> timeline, List<DelayCurve> curves) {
        int streams = network == ClientNetwork.FAR ? STREAMS : STREAMS / 3;
        List<double[]> delaysByPhase = new ArrayList<>();
        List<PhaseResult> results = new ArrayList<>();
        long delivered = 0;
        for (PhaseFacts phase : phases()) {
            long before = delivered;
            List<Double> delays = new ArrayList<>();
            int steps = (int) Math.round(phase.durationS() / STEP_S);
            long retransmits = 0;
            for (int i = 1; i <= steps; i++) {
                double into = i * STEP_S;
                boolean far = network == ClientNetwork.FAR;
                Step step = far ? farStep(arm, phase, into) : cleanStep();
                delivered += Math.round(streams * RATE * STEP_S * step.deliveredShare());
                retransmits += Math.round(step.retransmitRate() * 300);
                timeline.add(row(arm, network, phase, phase.startS() + into, step, delivered, streams));
                for (int k = 0; k < 60; k++) {
                    delays.add(step.delayMs() * (0.3 + 0.8 * random.nextDouble()));
                }
            }
            double[] all = delays.stream().mapToDouble(Double::doubleValue).toArray();
            delaysByPhase.add(all);
            results.add(new PhaseResult(
                    phase.name(), Quantiles.of(all), delivered - before, retransmits, new Quantiles(41.0, 55.0, 60.0)));
        }
        double[] delays = delaysByPhase.stream().flatMapToDouble(Arrays::stream).toArray();
        curves.add(DelayCurve.of(arm, network, delays));
        boolean hinted = arm.equals(ArmResult.TOKENFLOW);
        boolean hurt = network == ClientNetwork.FAR && arm.equals(ArmResult.UNPACED);
        return new LinkFigures(
                delivered,
                Math.round(streams * RATE * 65),
                Quantiles.of(delays),
                new Quantiles(61.0, hurt ? 2060.0 : 174.0, hurt ? 3100.0 : 210.0),
                new Quantiles(20.0, 44.0, hurt ? 1310.0 : 92.0),
                hurt ? 0.31 : 0.004,
                hurt ? 0.12 : 0.0,
                results.stream()
                        .mapToLong(phase -> phase.retransmits() == null ? 0 : phase.retransmits())
                        .sum(),
                new Quantiles(41.2, hurt ? 1010.0 : 97.0, hurt ? 1060.0 : 130.0),
                hinted ? 50.0 : null,
                hinted ? (network == ClientNetwork.FAR ? 4.0 : 1.0) : null,
                hinted ? 0.004 : 0.0,
                results);
    }

    private record Step(
            double rttMs,
            double retransmitRate,
            double delayMs,
            double deliveredShare,
            double queueMs,
            HintSample hint) {}

    private Step cleanStep() {
        return new Step(40.5 + random.nextDouble(), 0, 26, 1, 0.2, new HintSample(RATE, 1, PathCondition.CLEAR));
    }

    private Step farStep(String arm, PhaseFacts phase, double into) {
        return switch (phase.name()) {
            case "congested" -> congestedStep(arm, into);
            case "loss" ->
                new Step(
                        arm.equals(ArmResult.UNPACED) && into < 2 ? 400 - 180 * into : 41 + 3 * random.nextDouble(),
                        0.008 + 0.006 * random.nextDouble(),
                        arm.equals(ArmResult.UNPACED) && into < 2 ? 9000 - 4400 * into : 30,
                        arm.equals(ArmResult.UNPACED) && into < 2 ? 3.2 : 1,
                        1,
                        hint(arm, 1, PathCondition.LOSSY));
            default ->
                new Step(
                        40.5 + 1.5 * random.nextDouble(),
                        random.nextInt(40) == 0 ? 0.001 : 0,
                        26,
                        1,
                        0.5,
                        hint(arm, 1, PathCondition.CLEAR));
        };
    }

    private Step congestedStep(String arm, double into) {
        double noise = random.nextDouble();
        boolean cut = into > CUT_S + 0.2;
        return switch (arm) {
            case ArmResult.UNPACED ->
                new Step(
                        Math.min(1020, 60 + 500 * into) + 30 * noise,
                        into > 2 ? 0.02 + 0.03 * noise : 0,
                        120 + 480 * into,
                        0.44 + 0.1 * noise,
                        Math.min(1000, 500 * into),
                        hint(arm, cut ? 4 : 1, PathCondition.CONGESTED));
            case ArmResult.GZIP_SELFCLOCKED ->
                new Step(
                        Math.min(820, 60 + 420 * into) + 40 * noise,
                        into > 2 ? 0.004 + 0.006 * noise : 0,
                        Math.min(2300, 100 + 600 * into),
                        0.97,
                        Math.min(780, 420 * into),
                        hint(arm, cut ? 4 : 1, PathCondition.CONGESTED));
            default ->
                new Step(
                        into < 1.4 ? 60 + 220 * Math.min(into, 1.4 - into) : 46 + 8 * noise,
                        0,
                        into < 1.4 ? 60 + 300 * Math.min(into, 1.4 - into) : 84,
                        1,
                        into < 1.4 ? 150 : 8,
                        hint(arm, cut ? 4 : 1, PathCondition.CONGESTED));
        };
    }

    private static HintSample hint(String arm, double chunk, PathCondition state) {
        return arm.equals(ArmResult.TOKENFLOW)
                ? new HintSample(RATE, chunk, state)
                : new HintSample(Double.NaN, Double.NaN, state);
    }

    private TimelineRow row(
            String arm,
            ClientNetwork network,
            PhaseFacts phase,
            double seconds,
            Step step,
            long delivered,
            int streams) {
        double rtt = step.rttMs();
        double capacity = network == ClientNetwork.FAR ? Known.orNaN(phase.capacityBitsPerSecond()) : 50e6;
        double rate = streams * RATE * step.deliveredShare();
        return new TimelineRow(
                arm,
                network,
                Math.round(seconds * 1000) / 1000.0,
                phase.name(),
                new LinkSample(capacity, step.queueMs()),
                new TransportSample(
                        rtt,
                        rtt * 1.1,
                        40,
                        rtt * 1.02,
                        rtt * 1.2,
                        step.retransmitRate(),
                        Math.round(step.retransmitRate() * 300),
                        rate * 300 * 8),
                step.hint(),
                new ReaderSample(delivered, rate, step.delayMs(), streams, step.delayMs() > 500 ? 0.4 : 0));
    }
}
