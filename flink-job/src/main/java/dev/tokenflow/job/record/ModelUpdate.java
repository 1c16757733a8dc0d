package dev.tokenflow.job.record;

/**
 * A record of {@code models}.
 *
 * @param name the text of its key: of a model in use its name
 * @param content its bytes; empty when it was withdrawn
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record ModelUpdate(String name, byte[] content) {}
