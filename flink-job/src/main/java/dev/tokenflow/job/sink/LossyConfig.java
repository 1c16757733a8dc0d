package dev.tokenflow.job.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * Bounds of a {@link LossySink}, for each of its subtasks.
 *
 * @param queueBytes bytes that wait for the sending thread; default 4 MiB, half a second of 10,000 rows/s
 * @param bufferBytes bytes that wait in the Kafka producer; default 8 MiB
 * @param linger time in which the Kafka producer gathers records: nobody waits for them; default 100 ms
 * @param maxBlock longest the sending thread waits for the topic's metadata or for buffer space; default 2 s
 * @param deliveryTimeout time after which a record that no broker acknowledged is lost; default 30 s, so that a move of
 *     a partition's leader loses nothing
 * @param close longest that closing waits for records on their way; default 1 s
 */
record LossyConfig(
        long queueBytes, long bufferBytes, Duration linger, Duration maxBlock, Duration deliveryTimeout, Duration close)
        implements Serializable {

    static final LossyConfig DEFAULT = new LossyConfig(
            4 << 20,
            8 << 20,
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    /**
     * Time without any answer after which a producer counts as stopped: one that works fails a record after
     * {@link #deliveryTimeout}, plus a third as reserve.
     */
    Duration stoppedAfter() {
        return deliveryTimeout.multipliedBy(4).dividedBy(3);
    }
}
