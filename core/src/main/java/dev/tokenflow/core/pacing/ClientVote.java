package dev.tokenflow.core.pacing;

/**
 * What one client tells one of its neighbourhoods.
 *
 * @param neighbourhood path of the prefix or site, as in {@link dev.tokenflow.core.path.PathName#kafkaKey()}
 * @param client address
 * @param active whether it has active streams
 * @param congested whether the law calls it congested
 * @param atMs event time of the reading it follows from, ms since 1970
 */
public record ClientVote(String neighbourhood, String client, boolean active, boolean congested, long atMs) {}
