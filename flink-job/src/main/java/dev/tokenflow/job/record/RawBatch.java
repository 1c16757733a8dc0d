package dev.tokenflow.job.record;

/**
 * A record of {@code tcp-events} as it lies in Kafka; nothing in it has been checked yet.
 *
 * @param value its bytes; empty for a record without value
 * @param key its key; empty without
 * @param appendMs when the broker appended it, ms since 1970; negative when the broker does not say
 * @param partition where it lies
 * @param offset where it lies there
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record RawBatch(byte[] value, byte[] key, long appendMs, int partition, long offset) {}
