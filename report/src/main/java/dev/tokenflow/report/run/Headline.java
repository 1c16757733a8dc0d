package dev.tokenflow.report.run;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/** The outcome of a run in one sentence. */
public final class Headline {
    /** Tokens count as complete from this share of those due. */
    private static final double FULL = 0.995;

    private Headline() {}

    /**
     * For example "In the congested phase (2 Mbit/s) the arm tokenflow-plain delivered tokens with 84 ms p95 delay
     * against 9.33 s unpaced, at full token count."
     */
    public static String of(RunSummary summary) {
        ArmResult hinted = summary.arm(ArmResult.TOKENFLOW_PLAIN);
        ArmResult unpaced = summary.arm(ArmResult.UNPACED);
        if (hinted == null) {
            return "The run has no figures of the arm " + ArmResult.TOKENFLOW_PLAIN + ".";
        }
        PhaseFacts narrow = summary.narrowestPhase();
        String where = narrow == null
                ? "Over the whole run"
                : "In the " + narrow.name() + " phase (" + Figures.bitRate(narrow.capacityBitsPerSecond()) + ")";
        Double hintedMs = p95(hinted, narrow);
        if (hintedMs == null) {
            return where + " no token delay of the arm " + hinted.name() + " was measured.";
        }
        Double unpacedMs = unpaced == null ? null : p95(unpaced, narrow);
        String against = unpacedMs == null ? "" : " against " + Figures.delay(unpacedMs) + " unpaced";
        return where + " the arm " + hinted.name() + " delivered tokens with " + Figures.delay(hintedMs) + " p95 delay"
                + against + count(hinted.faultyLink()) + ".";
    }

    private static @Nullable Double p95(ArmResult arm, @Nullable PhaseFacts phase) {
        if (phase == null) {
            return arm.faultyLink().tokenDelayMs().p95();
        }
        PhaseResult result = arm.faultyLink().phase(phase.name());
        return result == null ? null : result.tokenDelayMs().p95();
    }

    private static String count(LinkFigures link) {
        double share = Known.orNaN(link.tokensDelivered()) / Known.orNaN(link.tokensDue());
        if (!Double.isFinite(share)) {
            return "";
        }
        return share >= FULL ? ", at full token count" : ", at " + Figures.percent(share) + " of the tokens";
    }
}
