package dev.tokenflow.simulator.time;

import java.util.concurrent.locks.LockSupport;

/** Runs an {@link EventQueue} whose times are {@link System#nanoTime} no faster than time passes. */
public final class RealTimeClock {
    /** Longest sleep, so that {@link #stop} is seen. */
    private static final long LONGEST_SLEEP_NS = 10_000_000L;

    private final EventQueue queue;
    private volatile boolean stopping;

    public RealTimeClock(EventQueue queue) {
        this.queue = queue;
    }

    /** Ends {@link #runUntil} soon. Safe from any thread. */
    public void stop() {
        stopping = true;
    }

    /**
     * Runs events as they fall due until {@code untilNs} has passed, {@link #stop}, or an interrupt. A late thread
     * catches up.
     */
    public void runUntil(long untilNs) {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            long nowNs = System.nanoTime();
            queue.runUntil(Math.min(nowNs, untilNs));
            if (nowNs >= untilNs) {
                return;
            }
            long sleepNs = Math.min(queue.nextNs(), untilNs) - System.nanoTime();
            if (sleepNs > 0) {
                LockSupport.parkNanos(Math.min(sleepNs, LONGEST_SLEEP_NS));
            }
        }
    }
}
