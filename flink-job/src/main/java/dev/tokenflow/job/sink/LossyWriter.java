package dev.tokenflow.job.sink;

import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The task thread's side of a {@link LossySink}.
 *
 * @param <T> what is written
 */
final class LossyWriter<T> implements CommittingSinkWriter<T, Void> {
    private final Function<T, ProducerRecord<byte[], byte[]>> form;
    private final LossyConfig bounds;
    private final Losses losses;
    private final Counter accepted;
    private final SendQueue queue;
    private final SendLoop loop;
    private @Nullable Thread thread;

    /**
     * A writer without its thread.
     *
     * @param form makes the record of a value
     * @param settings of the Kafka producer
     * @param accepted counts the records that found room in the queue
     */
    LossyWriter(
            Function<T, ProducerRecord<byte[], byte[]>> form,
            Properties settings,
            LossyConfig bounds,
            Losses losses,
            Counter accepted) {
        this.form = form;
        this.bounds = bounds;
        this.losses = losses;
        this.accepted = accepted;
        queue = new SendQueue(bounds.queueBytes());
        loop = new SendLoop(queue, settings, bounds, losses);
    }

    /**
     * Starts the sending thread.
     *
     * @param classes loads what the settings name, such as login modules
     */
    void start(String name, ClassLoader classes) {
        Thread started = new Thread(loop, name);
        started.setDaemon(true);
        started.setContextClassLoader(classes);
        started.start();
        thread = started;
    }

    @Override
    public void write(T value, Context context) {
        ProducerRecord<byte[], byte[]> record;
        try {
            record = form.apply(value);
        } catch (RuntimeException e) {
            losses.add(LossReason.OTHER, 1, e);
            return;
        }
        if (queue.offer(record)) {
            accepted.inc();
        } else {
            losses.add(loop.trouble(), 1, null);
        }
    }

    /** Does nothing: a checkpoint does not wait for records that may be lost. */
    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public List<Void> prepareCommit() {
        return List.of();
    }

    /** Waits for records on their way, for the time that the bounds give; the rest is counted as lost. */
    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        loop.close();
        try {
            running.join(bounds.close().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            loop.abandon();
            running.interrupt();
        }
        losses.close();
    }
}
