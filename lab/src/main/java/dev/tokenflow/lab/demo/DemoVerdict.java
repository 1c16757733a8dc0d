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
    /** Most of another arm's p95 token delay in the narrowest phase that the hinted arm may have. */
    private static final double MOST_OF_THEIR_DELAY = 0.4;

    private static final double LEAST_OF_THEIR_TOKENS = 0.995;
    private static final double MOST_EXTRA_DELAY_MS = 1;

    /** Under plain loss nothing can be gained: no more than chance may be lost, as a share or as a time. */
    private static final double LOSS_SHARE = 0.1;

    private static final double LOSS_MS = 5;

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
        ArmResult hinted = summary.hinted();
        PhaseFacts narrow = summary.narrowestPhase();
        if (hinted == null || narrow == null) {
            return lines;
        }
        ArmResult unpaced = summary.arm(ArmResult.UNPACED);
        ArmResult rival = summary.arm(ArmResult.GZIP_SELFCLOCKED);
        against(lines, unpaced, hinted, narrow.name());
        against(lines, rival, hinted, narrow.name());
        if (unpaced != null) {
            lines.add(extraDelay(
                    unpaced,
                    "clean link",
                    p95(unpaced.cleanLink().tokenDelayMs()),
                    p95(hinted.cleanLink().tokenDelayMs()),
                    MOST_EXTRA_DELAY_MS));
            lines.add(inPhase(unpaced, hinted, summary.linkPhases().getFirst().name(), MOST_EXTRA_DELAY_MS));
        }
        for (PhaseFacts phase : summary.linkPhases()) {
            if (rival != null && phase.lossRate() > 0) {
                double mostMs = Math.max(LOSS_MS, LOSS_SHARE * p95(rival, phase.name()));
                lines.add(inPhase(rival, hinted, phase.name(), mostMs));
            }
        }
        lines.add(VerdictLine.below(
                "false slowdown, faulty link", value(hinted.faultyLink().falseSlowdown()), "share", 0.01));
        lines.add(VerdictLine.below(
                "false slowdown, clean link", value(hinted.cleanLink().falseSlowdown()), "share", 0.01));
        return lines;
    }

    private static void against(List<VerdictLine> lines, @Nullable ArmResult other, ArmResult hinted, String phase) {
        if (other == null) {
            return;
        }
        double ratio = Ratio.ofDelays(p95(hinted, phase), p95(other, phase));
        lines.add(VerdictLine.atMost(
                "p95 token delay in phase " + phase + ", " + hinted.name() + " / " + other.name(),
                ratio,
                "x",
                MOST_OF_THEIR_DELAY));
        Function<LinkFigures, Double> tokens = figures -> value(figures.tokensDelivered());
        double delivered = tokens.apply(hinted.faultyLink()) / tokens.apply(other.faultyLink());
        lines.add(VerdictLine.atLeast(
                "tokens delivered, " + hinted.name() + " / " + other.name(), delivered, "x", LEAST_OF_THEIR_TOKENS));
    }

    private static VerdictLine inPhase(ArmResult other, ArmResult hinted, String phase, double mostMs) {
        return extraDelay(other, "phase " + phase, p95(other, phase), p95(hinted, phase), mostMs);
    }

    private static VerdictLine extraDelay(
            ArmResult other, String where, double otherMs, double hintedMs, double mostMs) {
        return VerdictLine.atMost(
                "extra p95 token delay over " + other.name() + ", " + where, hintedMs - otherMs, "ms", mostMs);
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
