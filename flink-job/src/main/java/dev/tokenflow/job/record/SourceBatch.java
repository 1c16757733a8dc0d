package dev.tokenflow.job.record;

/**
 * A batch whose header is sound.
 *
 * @param raw the record
 * @param source agent id and shard
 * @param site agent id
 * @param offsetNs what to add to its monotonic times to get ns since 1970, clamped
 */
public record SourceBatch(RawBatch raw, String source, String site, long offsetNs) {}
