package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.agent.host.KernelClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the broker: bounded in bytes and in age, never blocks who adds, drops the oldest first. Freshness
 * matters more than completeness: after an outage, what happened meanwhile would pass for the present.
 */
public final class BatchQueue {
    private final long maxBytes;
    private final long maxAgeNs;
    private final Losses losses;
    private final Deque<OutgoingBatch> batches = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private long bytes;

    /**
     * An empty queue.
     *
     * @param maxBytes of all that waits
     * @param maxAge of what is taken from it
     * @param losses where what is dropped is counted
     */
    public BatchQueue(long maxBytes, Duration maxAge, Losses losses) {
        this.maxBytes = maxBytes;
        this.maxAgeNs = maxAge.toNanos();
        this.losses = losses;
    }

    /** Adds a batch, dropping old ones until there is room for it. */
    public void add(OutgoingBatch batch) {
        lock.lock();
        try {
            while (bytes + batch.record().length > maxBytes && !batches.isEmpty()) {
                losses.add(LossStage.SEND_QUEUE_FULL, removeOldest().events());
            }
            batches.addLast(batch);
            bytes += batch.record().length;
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest batch that is not too old, waiting for one at most this long; null when there was none. Those that are
     * too old are dropped.
     */
    @Nullable
    OutgoingBatch poll(Duration timeout) throws InterruptedException {
        long leftNs = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                while (batches.isEmpty()) {
                    if (leftNs <= 0) {
                        return null;
                    }
                    leftNs = added.awaitNanos(leftNs);
                }
                OutgoingBatch oldest = removeOldest();
                if (KernelClock.nowNs() - oldest.closedNs() <= maxAgeNs) {
                    return oldest;
                }
                losses.add(LossStage.TOO_OLD, oldest.events());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops all that waits: nobody will take it any more. */
    void abandon() {
        lock.lock();
        try {
            while (!batches.isEmpty()) {
                losses.add(LossStage.SHUTDOWN, removeOldest().events());
            }
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

    private OutgoingBatch removeOldest() {
        OutgoingBatch oldest = batches.removeFirst();
        bytes -= oldest.record().length;
        return oldest;
    }
}
