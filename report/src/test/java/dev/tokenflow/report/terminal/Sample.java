package dev.tokenflow.report.terminal;

import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.JobFigures;
import dev.tokenflow.report.run.KafkaFigures;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.run.LoopLatency;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.text.Quantiles;
import dev.tokenflow.report.timeline.HintSample;
import dev.tokenflow.report.timeline.LinkSample;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.report.timeline.TransportSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Figures written down by hand, for tests that compare whole texts. */
final class Sample {
    static final PhaseFacts CONGESTED = new PhaseFacts("congested", 15, 20, 2e6, 1000.0, 40.0, 0);

    private Sample() {}

    static LiveState running() {
        return new LiveState(
                "demo, network kernel",
                "tokenflow-plain",
                2,
                3,
                CONGESTED,
                row(ClientNetwork.FAR),
                row(ClientNetwork.NEAR),
                Duration.ofSeconds(150),
                Duration.ofSeconds(195),
                List.of(arm(ArmResult.UNPACED, 12_591, 9330), arm(ArmResult.SELFCLOCKED, 17_918, 2120)));
    }

    static LiveState starting() {
        return new LiveState(
                "demo, network simulated",
                "unpaced",
                0,
                3,
                null,
                null,
                null,
                Duration.ZERO,
                Duration.ofSeconds(195),
                List.of());
    }

    static RunSummary summary() {
        return new RunSummary(
                "kernel",
                null,
                65.0,
                1L,
                30,
                50.0,
                null,
                Map.of(),
                List.of(CONGESTED),
                new AgentFigures(1L, 1L, 0L, null),
                new KafkaFigures(1L),
                new JobFigures(1L, 0L, 0L, 1L, 1L),
                LoopLatency.UNKNOWN,
                List.of(
                        arm(ArmResult.UNPACED, 12_591, 9330),
                        arm(ArmResult.SELFCLOCKED, 17_918, 2120),
                        arm(ArmResult.TOKENFLOW_PLAIN, 18_000, 83)),
                0.6,
                1.4,
                List.of(
                        VerdictLine.atLeast("delay, unpaced / tokenflow-plain", 112.4, "x", 10),
                        VerdictLine.below("loop latency p99", Double.NaN, "ms", 1000)));
    }

    private static TimelineRow row(ClientNetwork network) {
        boolean far = network == ClientNetwork.FAR;
        return new TimelineRow(
                "tokenflow-plain",
                network,
                20,
                "congested",
                new LinkSample(2e6, 8),
                new TransportSample(45, far ? 412 : 44, 40, 46, 60, far ? 0.004 : 0, 1, 1.5e6),
                new HintSample(50, far ? 4 : 1, far ? PathCondition.CONGESTED : PathCondition.CLEAR),
                new ReaderSample(far ? 36_300 : 12_100, far ? 1480 : 500, far ? 83 : 26, 30, 0));
    }

    private static ArmResult arm(String name, long tokens, double p95) {
        PhaseResult congested =
                new PhaseResult("congested", new Quantiles(null, p95, null), tokens, 7L, Quantiles.UNKNOWN);
        LinkFigures far = new LinkFigures(
                tokens,
                18_000L,
                new Quantiles(p95 / 2, p95, p95 * 1.1),
                new Quantiles(61.0, p95 / 4, null),
                new Quantiles(null, null, p95),
                0.31,
                0.1,
                700L,
                new Quantiles(41.0, p95 / 10, null),
                null,
                null,
                null,
                List.of(congested));
        return new ArmResult(name, far, LinkFigures.UNKNOWN, null, null, null);
    }
}
