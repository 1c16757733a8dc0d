package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.PacingState;

/**
 * What is remembered of one client's hints.
 *
 * @param pacing the law's memory
 * @param readMs instant of the newest reading it has seen
 * @param seq number of the last hint
 * @param votedMs when it last told its neighbourhood
 * @param active what it told
 * @param congested what it told
 */
public record PaceState(PacingState pacing, long readMs, long seq, long votedMs, boolean active, boolean congested) {}
