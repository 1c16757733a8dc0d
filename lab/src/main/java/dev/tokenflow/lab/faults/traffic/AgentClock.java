package dev.tokenflow.lab.faults.traffic;

import java.time.Duration;

/**
 * The clocks of an agent's host.
 *
 * @param bootNs its monotonic clock at this process's 0; two hosts never agree on it
 * @param drift by how much its monotonic clock runs faster: 0.0005 is half a millisecond a second
 * @param wallErrorNs what its wall clock is ahead of the true one
 * @param stepNs by what its wall clock steps once
 * @param stepAtNs when, by {@link System#nanoTime}
 */
public record AgentClock(long bootNs, double drift, long wallErrorNs, long stepNs, long stepAtNs) {
    /** Right, but of another host. */
    public static final AgentClock RIGHT = new AgentClock(7_000_000_000_000L, 0, 0, 0, Long.MAX_VALUE);

    /** One whose wall clock is wrong by so much. */
    public static AgentClock ahead(Duration error) {
        return new AgentClock(RIGHT.bootNs, 0, error.toNanos(), 0, Long.MAX_VALUE);
    }

    /** One whose wall clock steps once. */
    public static AgentClock stepping(Duration step, Duration from) {
        return new AgentClock(RIGHT.bootNs, 0, 0, step.toNanos(), System.nanoTime() + from.toNanos());
    }

    /** One whose monotonic clock runs at another pace. */
    public static AgentClock drifting(double drift) {
        return new AgentClock(RIGHT.bootNs, drift, 0, 0, Long.MAX_VALUE);
    }

    /** Its monotonic clock when {@link System#nanoTime} is {@code nanoTime}. */
    long monoNs(long nanoTime) {
        return bootNs + nanoTime + (long) (nanoTime * drift);
    }

    /**
     * What it believes must be added to its monotonic clock to get ns since 1970.
     *
     * @param wallNs the truth, ns since 1970, at {@code nanoTime}
     */
    long monoToWallNs(long nanoTime, long wallNs) {
        return wallNs + wallErrorNs + (nanoTime >= stepAtNs ? stepNs : 0) - monoNs(nanoTime);
    }
}
