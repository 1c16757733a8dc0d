package dev.tokenflow.job.record;

/**
 * A batch whose header is sound.
 *
 * @param raw the record
 * @param source agent id and shard
 * @param site agent id
 */
public record SourceBatch(RawBatch raw, String source, String site) {}
