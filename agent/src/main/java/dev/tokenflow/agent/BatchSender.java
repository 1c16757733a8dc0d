package dev.tokenflow.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries batches from the queue to Kafka on a thread of its own, so that a slow broker never holds up the draining of the ring. */
final class BatchSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSender.class);
    /** How {@link KafkaProducer} names its thread, before the client id. */
    private static final String PRODUCER_THREAD = "kafka-producer-network-thread | ";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final BatchQueue queue;
    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final Losses losses;
    private final Thread thread;
    private final Optional<Thread> producerThread;
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile boolean stopping;

    BatchSender(
            BatchQueue queue, KafkaProducer<String, byte[]> producer, String clientId, String topic, Losses losses) {
        this.queue = queue;
        this.producer = producer;
        this.topic = topic;
        this.losses = losses;
        producerThread = Thread.getAllStackTraces().keySet().stream()
                .filter(other -> other.getName().equals(PRODUCER_THREAD + clientId))
                .findFirst();
        thread = Thread.ofPlatform().daemon().name("agent-send").start(this::run);
    }

    /** Batches the broker has acknowledged, heartbeats included. */
    long batches() {
        return batches.get();
    }

    /** Bytes of these batches before compression. */
    long bytes() {
        return bytes.get();
    }

    /** The threads that do the sending: this one and the producer's own. */
    List<Thread> threads() {
        return Stream.concat(Stream.of(thread), producerThread.stream()).toList();
    }

    /** Sends what is queued, as far as the broker takes it within 3 s. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(FAREWELL);
    }

    private void run() {
        try {
            while (true) {
                OutgoingBatch batch = queue.poll(POLL);
                if (batch != null) {
                    send(batch);
                } else if (stopping) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            LOG.debug("the producer was closed while batches were left", e);
        }
    }

    private void send(OutgoingBatch batch) {
        var unused = producer.send(
                new ProducerRecord<>(topic, batch.key(), batch.record()), (metadata, failure) -> done(batch, failure));
    }

    private void done(OutgoingBatch batch, @Nullable Exception failure) {
        if (failure == null) {
            batches.incrementAndGet();
            bytes.addAndGet(batch.record().length);
            if (failing.compareAndSet(true, false)) {
                LOG.info("Kafka takes batches again");
            }
            return;
        }
        losses.add(LossStage.SEND_FAILED, batch.events());
        if (failing.compareAndSet(false, true)) {
            LOG.warn("Kafka does not take batches, they are dropped and counted: {}", failure.getMessage());
        }
    }
}
