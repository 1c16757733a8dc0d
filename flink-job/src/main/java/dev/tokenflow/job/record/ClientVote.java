package dev.tokenflow.job.record;

/**
 * What one client tells its neighbourhood.
 *
 * @param neighbourhood path of the prefix or site
 * @param client address
 * @param active whether it has active streams
 * @param congested whether the law calls it congested
 * @param atMs event time
 */
public record ClientVote(String neighbourhood, String client, boolean active, boolean congested, long atMs) {}
