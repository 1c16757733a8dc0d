package dev.tokenflow.core.pacing;

/**
 * What is remembered of one client between two readings.
 *
 * @param pacing the law's decision and memory
 * @param readMs instant of the newest reading the law has seen, ms since 1970
 * @param seq number of the decision, from 1 on
 * @param votedMs instant of the reading at which it last told its neighbourhoods, ms since 1970
 * @param active what it told
 * @param congested what it told
 * @param hintedMs instant of the reading whose decision was last told to senders, ms since 1970
 */
public record ClientPacing(
        PacingState pacing, long readMs, long seq, long votedMs, boolean active, boolean congested, long hintedMs) {
    /**
     * Whether senders are to be told: the decision is another one, or the hint that they have will not hold for much
     * longer.
     */
    public boolean isNews() {
        return hintedMs == readMs;
    }

    /** What is asked of the client's senders now. */
    public PacingDecision decision() {
        return pacing.decision();
    }
}
