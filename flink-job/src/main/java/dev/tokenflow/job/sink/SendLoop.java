package dev.tokenflow.job.sink;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread between the queue and the Kafka producer. It makes the producer, replaces it when it stops, and closes it,
 * so that the task thread never waits for Kafka's client, whatever that does.
 */
final class SendLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SendLoop.class);
    private static final long WAIT_MS = 500;
    private static final long REOPEN_NS = TimeUnit.SECONDS.toNanos(1);

    private final SendQueue queue;
    private final Properties settings;
    private final LossyConfig bounds;
    private final Losses losses;
    private volatile @Nullable Lane lane;
    private volatile boolean closing;
    private volatile long closeByNs;
    private volatile LossReason trouble = LossReason.BUFFER_FULL;
    private @Nullable Throwable cause;
    private long reopenNs = System.nanoTime();

    SendLoop(SendQueue queue, Properties settings, LossyConfig bounds, Losses losses) {
        this.queue = queue;
        this.settings = settings;
        this.bounds = bounds;
        this.losses = losses;
    }

    /** Why the queue is full, when it is. */
    LossReason trouble() {
        return trouble;
    }

    /**
     * Says that only what is in the queue is to be sent; the loop then ends, in four fifths of the time for closing.
     */
    void close() {
        closeByNs = System.nanoTime() + bounds.close().toNanos() * 4 / 5;
        closing = true;
        queue.end();
    }

    /** Counts all that is not acknowledged as lost, for a loop that did not end in time. */
    void abandon() {
        Lane current = lane;
        losses.add(LossReason.CLOSED, queue.drop() + (current == null ? 0 : current.abandon()), null);
    }

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            try {
                more = step();
            } catch (InterruptedException | InterruptException e) {
                more = !closing; // nobody else may end this thread: the job goes on, so it does too
            } catch (Throwable e) { // an Error too: a thread that is gone would lose everything from now on
                trouble = LossReason.of(e);
                cause = e;
                replace();
            }
        }
        closeLane();
    }

    /** Sends a record if there is one; false after the last. */
    private boolean step() throws InterruptedException {
        Lane current = lane;
        if (current == null) {
            current = open();
        } else if (current.isStopped()) {
            replace();
            return true;
        }
        ProducerRecord<byte[], byte[]> record = queue.poll(WAIT_MS);
        if (record == null) {
            return !queue.isOver();
        }
        send(current, record);
        return true;
    }

    private void send(@Nullable Lane current, ProducerRecord<byte[], byte[]> record) {
        if (current == null) {
            losses.add(trouble, 1, cause);
            return;
        }
        LossReason reason = current.send(record);
        if (reason != null && reason.everyRecord()) {
            trouble = reason;
            losses.add(reason, queue.drop(), null);
        } else if (reason == null) {
            trouble = LossReason.BUFFER_FULL;
        }
    }

    /** A new producer; null when it cannot be made, or could not a moment ago. */
    private @Nullable Lane open() {
        if (System.nanoTime() - reopenNs < 0) {
            return null;
        }
        reopenNs = System.nanoTime() + REOPEN_NS;
        Lane opened = Lane.open(settings, losses, bounds.stoppedAfter());
        lane = opened;
        cause = null;
        return opened;
    }

    private void replace() {
        Lane stopped = lane;
        lane = null;
        if (stopped != null) {
            losses.add(LossReason.PRODUCER_STOPPED, stopped.abandon(), cause);
            Thread closer = new Thread(() -> close(stopped, Duration.ZERO), "close-stopped-producer"); // may never end
            closer.setDaemon(true);
            closer.start();
        }
    }

    private void closeLane() {
        Lane current = lane;
        if (current != null) {
            close(current, Duration.ofNanos(Math.max(0, closeByNs - System.nanoTime())));
        }
    }

    private static void close(Lane lane, Duration timeout) {
        try {
            lane.close(timeout);
        } catch (RuntimeException e) { // interrupted at last, or no longer in order: its records are counted already
            LOG.debug("a Kafka producer was not closed in order", e);
        }
    }
}
