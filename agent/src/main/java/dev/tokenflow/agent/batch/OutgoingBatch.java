package dev.tokenflow.agent.batch;

/**
 * A batch on its way to Kafka.
 *
 * @param key the record's key
 * @param record the record's value: header and events
 * @param events how many events it holds; 0 for a heartbeat
 * @param closedNs the time by {@link KernelClock} that its header says it is complete to; its age counts from there
 */
public record OutgoingBatch(String key, byte[] record, int events, long closedNs) {}
