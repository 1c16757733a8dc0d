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
 */
public record ClientPacing(PacingState pacing, long readMs, long seq, long votedMs, boolean active, boolean congested) {
    /** What is asked of the client's senders now. */
    public PacingDecision decision() {
        return pacing.decision();
    }
}
