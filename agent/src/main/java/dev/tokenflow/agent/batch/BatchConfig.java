package dev.tokenflow.agent.batch;

import java.time.Duration;

/**
 * How events are gathered into batches, and how many batches may wait, and how long.
 *
 * @param shards sockets are spread over this many ordered streams of batches; 1 to 65535
 * @param flushInterval an event waits at most this long for its batch
 * @param heartbeat a shard without events sends an empty batch this often, which moves event time downstream
 * @param queueBytes batches held while the broker is slow or away; beyond it the oldest are dropped
 * @param maxAge a batch that has waited longer than this for the broker is dropped, heartbeats too: it is of the past,
 *     and after an outage would pass for the present; 100 ms to 1 h
 * @param addresses under which address a peer is told
 */
public record BatchConfig(
        int shards,
        Duration flushInterval,
        Duration heartbeat,
        long queueBytes,
        Duration maxAge,
        AddressRule addresses) {
    private static final Duration SHORTEST_AGE = Duration.ofMillis(100);
    private static final Duration LONGEST_AGE = Duration.ofHours(1);

    /** What a batch may wait: half of a hint's usual life, and some pauses of a JVM. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(1);

    /**
     * One shard; 20 ms, a fifth of the job's panes; a heartbeat every 100 ms; 64 MiB, which is about half a minute at
     * ten thousand events a second; batches of the last second.
     */
    public static final BatchConfig DEFAULT = new BatchConfig(
            1, Duration.ofMillis(20), Duration.ofMillis(100), 64 << 20, DEFAULT_MAX_AGE, AddressRule.FULL);

    private static final int MAX_SHARDS = 0xffff;
    private static final long MIN_QUEUE_BYTES = 1 << 20;

    public BatchConfig {
        requireBetween("--shards", shards, 1, MAX_SHARDS);
        requireBetween("--flush-ms", flushInterval.toMillis(), 1, 1_000);
        requireBetween("--heartbeat-ms", heartbeat.toMillis(), flushInterval.toMillis(), 10_000);
        requireBetween("--queue-bytes", queueBytes, MIN_QUEUE_BYTES, Long.MAX_VALUE);
        requireAge(maxAge);
    }

    /**
     * Checks {@link #maxAge}.
     *
     * @throws IllegalArgumentException when it is out of bounds
     */
    public static void requireAge(Duration maxAge) {
        if (maxAge.compareTo(SHORTEST_AGE) < 0 || maxAge.compareTo(LONGEST_AGE) > 0) {
            throw new IllegalArgumentException("--max-age is " + maxAge.toMillis() + " ms, expected 100ms to 1h");
        }
    }

    /** The same over another number of shards. */
    public BatchConfig withShards(int count) {
        return new BatchConfig(count, flushInterval, heartbeat, queueBytes, maxAge, addresses);
    }

    /** The same with another bound for what waits. */
    public BatchConfig withQueueBytes(long bytes) {
        return new BatchConfig(shards, flushInterval, heartbeat, bytes, maxAge, addresses);
    }

    /** The same with another time that a batch may wait. */
    public BatchConfig withMaxAge(Duration age) {
        return new BatchConfig(shards, flushInterval, heartbeat, queueBytes, age, addresses);
    }

    /** The same with peers under other addresses. */
    public BatchConfig with(AddressRule rule) {
        return new BatchConfig(shards, flushInterval, heartbeat, queueBytes, maxAge, rule);
    }

    private static void requireBetween(String option, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(option + " is " + value + ", expected " + low + " to " + high);
        }
    }
}
