package dev.tokenflow.lab.demo;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.text.Quantiles;
import dev.tokenflow.report.text.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a run has to show: first that the loop closed at all, then that it helped and did not hurt. */
final class DemoVerdict {
    private static final double MOST_EXTRA_DELAY_MS = 1;

    private DemoVerdict() {}

    /** Whether events arrived, hints were published, and the arm with hints changed its pace and came back. */
    static boolean loopClosed(RunSummary summary) {
        Long events = summary.agent().rttEvents();
        Long hints = summary.job().hintsOut();
        return events != null
                && events > 0
                && hints != null
                && hints > 0
                && summary.timeToCutS() != null
                && summary.timeToRecoverS() != null;
    }

    /** Every line of the verdict; a value that is unknown leaves its line open. */
    static List<VerdictLine> of(RunSummary summary) {
        List<VerdictLine> lines = new ArrayList<>();
        lines.add(VerdictLine.above("RTT events", value(summary.agent().rttEvents()), "", 0));
        lines.add(VerdictLine.above("retransmit events", value(summary.agent().retransmitEvents()), "", 0));
        lines.add(VerdictLine.atMost("events lost", value(summary.agent().lostEvents()), "", 0));
        lines.add(VerdictLine.below(
                "loop latency p99", value(summary.loopLatencyMs().p99()), "ms", 1000));
        ArmResult hinted = summary.arm(ArmResult.TOKENFLOW_PLAIN);
        PhaseFacts narrow = summary.narrowestPhase();
        if (hinted == null || narrow == null) {
            return lines;
        }
        against(lines, summary.arm(ArmResult.UNPACED), hinted, narrow.name(), 10);
        against(lines, summary.arm(ArmResult.SELFCLOCKED), hinted, narrow.name(), 3);
        ArmResult unpaced = summary.arm(ArmResult.UNPACED);
        if (unpaced != null) {
            lines.add(extraDelay(
                    "clean link",
                    p95(unpaced.cleanLink().tokenDelayMs()),
                    p95(hinted.cleanLink().tokenDelayMs())));
            for (PhaseFacts phase : summary.linkPhases()) {
                if (phase.lossRate() > 0) {
                    lines.add(
                            extraDelay("phase " + phase.name(), p95(unpaced, phase.name()), p95(hinted, phase.name())));
                }
            }
        }
        lines.add(VerdictLine.below(
                "false slowdown, faulty link", value(hinted.faultyLink().falseSlowdown()), "share", 0.01));
        lines.add(VerdictLine.below(
                "false slowdown, clean link", value(hinted.cleanLink().falseSlowdown()), "share", 0.01));
        return lines;
    }

    private static void against(
            List<VerdictLine> lines, @Nullable ArmResult other, ArmResult hinted, String phase, double times) {
        if (other == null) {
            return;
        }
        double ratio = Ratio.ofDelays(p95(other, phase), p95(hinted, phase));
        lines.add(VerdictLine.atLeast(
                "p95 token delay in phase " + phase + ", " + other.name() + " / " + hinted.name(), ratio, "x", times));
        Function<LinkFigures, Double> tokens = figures -> value(figures.tokensDelivered());
        double delivered = tokens.apply(hinted.faultyLink()) / tokens.apply(other.faultyLink());
        lines.add(VerdictLine.atLeast(
                "tokens delivered, " + hinted.name() + " / " + other.name(), delivered, "x", 0.995));
    }

    private static VerdictLine extraDelay(String where, double otherMs, double hintedMs) {
        return VerdictLine.atMost(
                "extra p95 token delay over unpaced, " + where, hintedMs - otherMs, "ms", MOST_EXTRA_DELAY_MS);
    }

    private static double p95(ArmResult arm, String phase) {
        PhaseResult result = arm.faultyLink().phase(phase);
        return result == null ? Double.NaN : p95(result.tokenDelayMs());
    }

    private static double p95(Quantiles quantiles) {
        return value(quantiles.p95());
    }

    private static double value(@Nullable Number number) {
        return number == null ? Double.NaN : number.doubleValue();
    }
}
