package dev.tokenflow.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the job is run.
 *
 * @param parallelism subtasks of every operator; default 1
 * @param checkpointInterval default 10 s
 * @param bufferTimeout longest a record waits in a network buffer; default 2 ms, at most 5 ms keeps hints fast
 * @param linger longest a record waits in the Kafka producer; default 2 ms
 */
public record RunConfig(int parallelism, Duration checkpointInterval, Duration bufferTimeout, Duration linger)
        implements Serializable {

    public static final RunConfig DEFAULT =
            new RunConfig(1, Duration.ofSeconds(10), Duration.ofMillis(2), Duration.ofMillis(2));

    public RunConfig {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism is " + parallelism + ", expected 1 or more");
        }
        if (checkpointInterval.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "checkpoint interval is " + checkpointInterval + ", expected 10 ms or more");
        }
        if (bufferTimeout.isNegative() || linger.isNegative()) {
            throw new IllegalArgumentException(
                    "buffer timeout is " + bufferTimeout + " and linger " + linger + ", expected 0 or more");
        }
    }
}
