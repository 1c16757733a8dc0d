package dev.tokenflow.core.path;

import java.io.Serializable;

/**
 * How much may be remembered, whatever comes. Beyond a bound the least recently active socket goes first; of paths, one
 * without open connections does, or else the new one is refused.
 *
 * @param partitions groups of paths that are kept, sent and saved together; no more subtasks than these have work; must
 *     stay the same for the life of a savepoint; default 16
 * @param maxPaths paths with a window, all subtasks together; default 500,000, about 1.1 GB
 * @param maxSockets open sockets of one agent's shard; default 250,000
 */
public record LimitConfig(int partitions, int maxPaths, int maxSockets) implements Serializable {
    public static final LimitConfig DEFAULT = new LimitConfig(16, 500_000, 250_000);

    /** More would cost more than they spread. */
    public static final int MAX_PARTITIONS = 128;

    public LimitConfig {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "path partitions is " + partitions + ", expected 1 to " + MAX_PARTITIONS);
        }
        if (maxPaths < partitions) {
            throw new IllegalArgumentException(
                    "max paths is " + maxPaths + ", expected at least one for each of " + partitions + " partitions");
        }
        if (maxSockets < 1) {
            throw new IllegalArgumentException("max sockets is " + maxSockets + ", expected 1 or more");
        }
    }

    /** @throws IllegalArgumentException when so many subtasks are more than there are partitions */
    public void requireWorkFor(int subtasks) {
        if (subtasks > partitions) {
            throw new IllegalArgumentException("parallelism is " + subtasks + ", expected at most path-partitions, "
                    + partitions + ": more subtasks would have nothing to do");
        }
    }
}
