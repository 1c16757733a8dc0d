package dev.tokenflow.job.record;

/**
 * Input that was not used.
 *
 * @param key Kafka key of the record it came in
 * @param value the original bytes; of a batch of which only some events were not used, its header with just those
 * @param reason a short word
 * @param detail a sentence for people
 * @param partition where the record lies
 * @param offset where it lies there
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record RejectedBatch(byte[] key, byte[] value, String reason, String detail, int partition, long offset) {
    /** The bytes of {@code from} that were not used, and why. */
    public static RejectedBatch of(RawBatch from, byte[] value, String reason, String detail) {
        return new RejectedBatch(from.key(), value, reason, detail, from.partition(), from.offset());
    }
}
