package dev.tokenflow.report.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * One way of sending, over the same link, seed and timeline as the others. In JSON the figures of the faulty link stand
 * at the arm's own level.
 *
 * @param name {@code unpaced}, {@code selfclocked}, {@code tokenflow-plain}, …
 * @param faultyLink readers behind the link that gets worse
 * @param cleanLink readers behind the link that stays clean
 * @param timeToCutS from the start of congestion to the first hint that asks for less, s; unknown in arms without hints
 * @param timeToRecoverS from the end of congestion to full rate again, s
 * @param hintChangesPerMin hints a minute that asked for another rate or chunk than the one before
 */
public record ArmResult(
        String name,
        @JsonUnwrapped LinkFigures faultyLink,
        LinkFigures cleanLink,
        @Nullable Double timeToCutS,
        @Nullable Double timeToRecoverS,
        @Nullable Double hintChangesPerMin) {
    /** The arm that sends as servers do today: every token is written at once. */
    public static final String UNPACED = "unpaced";

    /** The arm that merges tokens while the socket takes no more, and knows nothing of the network. */
    public static final String SELFCLOCKED = "selfclocked";

    /** The arm whose self-clocked sender follows TokenFlow's hints, without compression. */
    public static final String TOKENFLOW_PLAIN = "tokenflow-plain";

    /** The arm {@link #UNPACED}, compressed event by event. */
    public static final String GZIP = "gzip";

    /** The arm {@link #SELFCLOCKED}, compressed event by event. */
    public static final String GZIP_SELFCLOCKED = "gzip-selfclocked";

    /** The arm that is compressed and follows TokenFlow's hints. */
    public static final String TOKENFLOW = "tokenflow";

    public ArmResult {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an arm needs a name");
        }
        timeToCutS = Known.orNull(timeToCutS);
        timeToRecoverS = Known.orNull(timeToRecoverS);
        hintChangesPerMin = Known.orNull(hintChangesPerMin);
        cleanLink = cleanLink == null ? LinkFigures.UNKNOWN : cleanLink;
    }

    /** The figures of one of the two networks. */
    public LinkFigures figures(ClientNetwork network) {
        return network == ClientNetwork.FAR ? faultyLink : cleanLink;
    }
}
