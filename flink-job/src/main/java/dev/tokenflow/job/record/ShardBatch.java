package dev.tokenflow.job.record;

/**
 * A batch whose header is sound.
 *
 * @param raw the record
 * @param shard agent id and its number
 * @param site agent id
 * @param tenant whose clients it sees; empty = nobody's in particular
 */
public record ShardBatch(RawBatch raw, String shard, String site, String tenant) {}
