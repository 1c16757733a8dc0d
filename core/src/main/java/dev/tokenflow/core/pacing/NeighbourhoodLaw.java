package dev.tokenflow.core.pacing;

import dev.tokenflow.protocol.hint.PathCondition;

/**
 * What to ask of clients of which nothing is known but their neighbours: those of the same prefix or site. It follows
 * from how many of those neighbours are active and congested. It must not harm anybody, so it never lowers the rate,
 * asks for {@value #CHUNK} tokens a chunk at most, and that only when most of at least {@value #LEAST_CLIENTS} active
 * neighbours are congested.
 */
public final class NeighbourhoodLaw {
    /** Fewer active neighbours say nothing of a client that is not among them. */
    public static final int LEAST_CLIENTS = 5;

    private static final double CHUNK = 2;

    /** So long does a chunk take at 50 tokens a second; a slower stream is not held for longer. */
    private static final double HOLD_MS = 40;

    /** The decision for a neighbourhood of which {@code congested} among {@code active} clients are congested. */
    public PacingDecision decide(int active, int congested) {
        if (active < LEAST_CLIENTS) {
            String why = active + " active clients, at least " + LEAST_CLIENTS + " are needed to speak for others";
            return new PacingDecision(Double.NaN, 1, PathCondition.UNKNOWN, 0, why);
        }
        double share = (double) congested / active;
        String why = congested + " of " + active + " active clients are congested";
        if (share > 0.5) {
            return new PacingDecision(
                    Double.NaN, CHUNK, PathCondition.CONGESTED, share, Double.NaN, Double.NaN, HOLD_MS, why);
        }
        return new PacingDecision(Double.NaN, 1, PathCondition.CLEAR, 1 - share, why);
    }
}
