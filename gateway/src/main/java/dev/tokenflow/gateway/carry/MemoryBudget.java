package dev.tokenflow.gateway.carry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all requests and streams together hold in this process. It only counts; whoever takes in something new
 * asks {@link #isSpent} first. Safe for any thread.
 */
public final class MemoryBudget {
    private final long mostBytes;
    private final AtomicLong used = new AtomicLong();

    /** @param mostBytes beyond which nothing new is taken in */
    public MemoryBudget(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** So many bytes more are held, or less when negative. */
    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    public boolean isSpent() {
        return used.get() >= mostBytes;
    }

    public long usedBytes() {
        return used.get();
    }
}
