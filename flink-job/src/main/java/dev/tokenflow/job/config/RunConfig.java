package dev.tokenflow.job.config;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the job is run. What is null is as Flink's own command line or configuration says, and the default where those
 * say nothing.
 *
 * @param parallelism subtasks of every operator; default {@link #PARALLELISM}
 * @param checkpointInterval default {@link #CHECKPOINT_INTERVAL}
 * @param bufferTimeout longest a record waits in a network buffer; default {@link #BUFFER_TIMEOUT}, at most 5 ms keeps
 *     hints fast
 * @param linger longest a record waits in the Kafka producer; default 2 ms
 */
public record RunConfig(
        @Nullable Integer parallelism,
        @Nullable Duration checkpointInterval,
        @Nullable Duration bufferTimeout,
        Duration linger)
        implements Serializable {

    /** Subtasks where nobody says how many. */
    public static final int PARALLELISM = 1;

    /** Time between checkpoints where nobody says one. */
    public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    /** Longest wait in a network buffer where nobody says one. */
    public static final Duration BUFFER_TIMEOUT = Duration.ofMillis(2);

    public static final RunConfig DEFAULT = new RunConfig(null, null, null, Duration.ofMillis(2));

    public RunConfig {
        if (parallelism != null && parallelism < 1) {
            throw new IllegalArgumentException("parallelism is " + parallelism + ", expected 1 or more");
        }
        if (checkpointInterval != null && checkpointInterval.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "checkpoint interval is " + checkpointInterval + ", expected 10 ms or more");
        }
        if (bufferTimeout != null && bufferTimeout.isNegative()) {
            throw new IllegalArgumentException("buffer timeout is " + bufferTimeout + ", expected 0 or more");
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger is " + linger + ", expected 0 or more");
        }
    }

    /** Subtasks in a cluster that has no setting of its own. */
    public int subtasks() {
        return parallelism == null ? PARALLELISM : parallelism;
    }
}
