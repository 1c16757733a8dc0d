package dev.tokenflow.core.path;

import java.io.Serializable;

/**
 * How much may be remembered, whatever comes. Beyond a bound the least recently active socket goes first; of paths, one
 * without open connections does, or else the new one is refused.
 *
 * @param groups of paths that are kept, sent and saved together; no more subtasks than these have work; must stay the
 *     same for the life of a savepoint; default 128
 * @param maxPaths paths with a window, all subtasks together; default 500,000, about 1.1 GB
 * @param maxSockets open sockets of one agent's shard; default 250,000
 */
public record LimitConfig(int groups, int maxPaths, int maxSockets) implements Serializable {
    public static final LimitConfig DEFAULT = new LimitConfig(128, 500_000, 250_000);

    /** More would cost more than they spread. */
    public static final int MAX_GROUPS = 128;

    public LimitConfig {
        if (groups < 1 || groups > MAX_GROUPS) {
            throw new IllegalArgumentException("path groups is " + groups + ", expected 1 to " + MAX_GROUPS);
        }
        if (maxPaths < groups) {
            throw new IllegalArgumentException(
                    "max paths is " + maxPaths + ", expected at least one for each of " + groups + " groups");
        }
        if (maxSockets < 1) {
            throw new IllegalArgumentException("max sockets is " + maxSockets + ", expected 1 or more");
        }
    }

    /** @throws IllegalArgumentException when so many subtasks are more than there are groups */
    public void requireWorkFor(int subtasks) {
        if (subtasks > groups) {
            throw new IllegalArgumentException("parallelism is " + subtasks + ", expected at most path-groups, "
                    + groups + ": more subtasks would have nothing to do");
        }
    }
}
