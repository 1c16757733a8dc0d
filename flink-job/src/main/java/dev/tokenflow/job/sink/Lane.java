package dev.tokenflow.job.sink;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka producer and the records it was given. Each of them is settled once: acknowledged, or counted as lost by
 * the producer's answer, or given up by {@link #abandon}, whichever comes first.
 */
final class Lane implements Callback {
    private final Producer<byte[], byte[]> producer;
    private final Losses losses;
    private final long stoppedAfterNs;
    private final AtomicLong open = new AtomicLong();
    private volatile long answeredNs = System.nanoTime();
    private volatile boolean closing;

    private Lane(Producer<byte[], byte[]> producer, Losses losses, Duration stoppedAfter) {
        this.producer = producer;
        this.losses = losses;
        stoppedAfterNs = stoppedAfter.toNanos();
    }

    /**
     * Makes a producer; connects later, by itself.
     *
     * @param stoppedAfter time without any answer after which the producer counts as stopped
     * @throws org.apache.kafka.common.KafkaException when the settings are wrong or no broker's name is known
     */
    static Lane open(Properties settings, Losses losses, Duration stoppedAfter) {
        return new Lane(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                losses,
                stoppedAfter);
    }

    /**
     * Hands a record over; waits for metadata or space as long as the producer's settings allow.
     *
     * @return why it was lost at once; null when it is on its way
     * @throws RuntimeException when interrupted, or when the producer is of no use any more; the record is counted as
     *     lost
     */
    @Nullable
    LossReason send(ProducerRecord<byte[], byte[]> record) {
        if (open.getAndIncrement() == 0) {
            answeredNs = System.nanoTime();
        }
        Future<RecordMetadata> sent;
        try {
            sent = producer.send(record, this);
        } catch (Throwable e) { // what the producer does not tell its callback
            settle(e);
            throw e;
        }
        return sent.isDone() ? failure(sent) : null;
    }

    /** Called by the producer for every record it settles. */
    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        answeredNs = System.nanoTime();
        settle(failure);
    }

    /** Whether records are open and the producer has not answered for longer than it needs to give one up. */
    boolean isStopped() {
        return open.get() > 0 && System.nanoTime() - answeredNs > stoppedAfterNs;
    }

    /** Waits until all records are settled, at most so long; what is left then is lost. */
    void close(Duration timeout) {
        closing = true;
        producer.close(timeout);
    }

    /** Gives up what is open, so that later answers of the producer are ignored; returns how many records that were. */
    long abandon() {
        return open.getAndSet(0);
    }

    private void settle(@Nullable Throwable failure) {
        boolean counts = open.getAndUpdate(n -> n == 0 ? 0 : n - 1) > 0;
        if (counts && failure != null) {
            losses.add(closing ? LossReason.CLOSED : LossReason.of(failure), 1, failure);
        }
    }

    private static @Nullable LossReason failure(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return null;
        } catch (ExecutionException e) {
            return LossReason.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
