package dev.tokenflow.report.run;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a run in one sentence. */
public final class Headline {
    /** Tokens count as complete from this share of those due. */
    private static final double FULL = 0.995;

    private Headline() {}

    /**
     * For example "In the congested phase (500 kbit/s) the arm tokenflow delivered tokens with 84 ms p95 delay against
     * 9.33 s unpaced and 1.9 s gzip-selfclocked, at full token count."
     */
    public static String of(RunSummary summary) {
        ArmResult hinted = summary.hinted();
        if (hinted == null) {
            return "The run has no figures of the arm " + ArmResult.TOKENFLOW + ".";
        }
        PhaseFacts narrow = summary.narrowestPhase();
        String where = narrow == null
                ? "Over the whole run"
                : "In the " + narrow.name() + " phase (" + Figures.bitRate(narrow.capacityBitsPerSecond()) + ")";
        Double hintedMs = p95(hinted, narrow);
        if (hintedMs == null) {
            return where + " no token delay of the arm " + hinted.name() + " was measured.";
        }
        List<String> others = new ArrayList<>();
        for (String name : List.of(ArmResult.UNPACED, ArmResult.GZIP_SELFCLOCKED)) {
            ArmResult other = summary.arm(name);
            Double otherMs = other == null ? null : p95(other, narrow);
            if (otherMs != null) {
                others.add(Figures.delay(otherMs) + " " + name);
            }
        }
        String against = others.isEmpty() ? "" : " against " + String.join(" and ", others);
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
