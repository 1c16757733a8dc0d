package dev.tokenflow.report.run;

import dev.tokenflow.report.network.LinkPhase;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/** The outcome of a run in one sentence. */
public final class Headline {
    /** Tokens count as complete from this share of those due. */
    private static final double FULL = 0.995;

    private Headline() {}

    /**
     * For example "In the congested phase (2 Mbit/s) the paced arm delivered tokens with 84 ms p95 delay against 9.33 s
     * unpaced, at full token count."
     */
    public static String of(RunSummary summary) {
        ArmResult paced = summary.arm(ArmResult.PACED);
        ArmResult unpaced = summary.arm(ArmResult.UNPACED);
        if (paced == null) {
            return "The run has no figures of a paced arm.";
        }
        LinkPhase narrow = summary.narrowestPhase();
        String where = narrow == null
                ? "Over the whole run"
                : "In the " + narrow.name() + " phase (" + Figures.bitRate(narrow.capacityBitsPerSecond()) + ")";
        Double ours = p95(paced, narrow);
        if (ours == null) {
            return where + " no token delay of the paced arm was measured.";
        }
        Double theirs = unpaced == null ? null : p95(unpaced, narrow);
        String against = theirs == null ? "" : " against " + Figures.delay(theirs) + " unpaced";
        return where + " the paced arm delivered tokens with " + Figures.delay(ours) + " p95 delay" + against
                + count(paced.faultyLink()) + ".";
    }

    private static @Nullable Double p95(ArmResult arm, @Nullable LinkPhase phase) {
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
