package dev.tokenflow.core.pacing;

import dev.tokenflow.protocol.hint.PathCondition;

/**
 * What is remembered of the decisions on one path between two readings.
 *
 * @param law which law the memory is of, and in which form: {@link PacingLaw#tag}
 * @param pacing the law's decision and memory
 * @param readMs instant of the newest reading the law has seen, ms since 1970
 * @param seq number of the decision, from 1 on
 * @param hintedMs instant of the reading whose decision was last told to senders, ms since 1970
 * @param told what that decision called the path
 */
public record PathPacing(String law, PacingState pacing, long readMs, long seq, long hintedMs, PathCondition told) {
    /**
     * Whether senders are to be told: the decision is another one, or the hint that they have will not hold for much
     * longer.
     */
    public boolean isNews() {
        return hintedMs == readMs;
    }

    /** Whether the law calls the path congested. */
    public boolean isCongested() {
        return decision().state() == PathCondition.CONGESTED;
    }

    /** What is asked of the path's senders now. */
    public PacingDecision decision() {
        return pacing.decision();
    }
}
