package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the broker: bounded in bytes, never blocks who adds, drops the oldest first. Freshness matters more
 * than completeness.
 */
public final class BatchQueue {
    private final long maxBytes;
    private final Losses losses;
    private final Deque<OutgoingBatch> batches = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private long bytes;

    public BatchQueue(long maxBytes, Losses losses) {
        this.maxBytes = maxBytes;
        this.losses = losses;
    }

    /** Adds a batch, dropping old ones until there is room for it. */
    public void add(OutgoingBatch batch) {
        lock.lock();
        try {
            while (bytes + batch.record().length > maxBytes && !batches.isEmpty()) {
                OutgoingBatch oldest = batches.removeFirst();
                bytes -= oldest.record().length;
                losses.add(LossStage.SEND_QUEUE_FULL, oldest.events());
            }
            batches.addLast(batch);
            bytes += batch.record().length;
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest batch, waiting for one at most this long; null when there was none. */
    @Nullable
    OutgoingBatch poll(Duration timeout) throws InterruptedException {
        long leftNs = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (batches.isEmpty()) {
                if (leftNs <= 0) {
                    return null;
                }
                leftNs = added.awaitNanos(leftNs);
            }
            OutgoingBatch oldest = batches.removeFirst();
            bytes -= oldest.record().length;
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes waiting. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
