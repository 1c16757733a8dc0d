package dev.tokenflow.job.sink;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The thread between the queue and the Kafka producer. It makes the producer, replaces it when it stops, and closes it,
 * so that the task thread never waits for Kafka's client, whatever that does.
 */
final class SendLoop implements Runnable {
    private static final long WAIT_MS = 500;
    private static final long REOPEN_NS = TimeUnit.SECONDS.toNanos(1);

    private final SendQueue queue;
    private final Properties settings;
    private final LossyConfig bounds;
    private final Losses losses;
    private volatile @Nullable Lane lane;
    private volatile boolean closing;
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

    /** Says that only what is in the queue is to be sent; the loop then ends. */
    void close() {
        closing = true;
        queue.end();
    }

    /** Counts all that is not acknowledged as lost, for a loop that did not end in time. */
    void abandon() {
        losses.add(LossReason.CLOSED, queue.drop(), null);
        Lane current = lane;
        if (current != null) {
            current.abandon(LossReason.CLOSED);
        }
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
        Lane current = lane;
        if (current != null) {
            current.close(bounds.close().multipliedBy(4).dividedBy(5));
        }
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
        return opened;
    }

    private void replace() {
        Lane stopped = lane;
        lane = null;
        if (stopped != null) {
            stopped.abandon(LossReason.PRODUCER_STOPPED);
            Thread closer =
                    new Thread(() -> stopped.close(Duration.ZERO), "close-stopped-producer"); // may never return
            closer.setDaemon(true);
            closer.start();
        }
    }
}
