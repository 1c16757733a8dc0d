package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.agent.host.StartupException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event topic. Batches count as delivered when the broker has acknowledged them. */
public final class KafkaOutput implements BatchOutput {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaOutput.class);
    /** How {@link KafkaProducer} names its thread, before the client id. */
    private static final String PRODUCER_THREAD = "kafka-producer-network-thread | ";

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final Losses losses;
    private final List<Thread> threads;
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Long deliveredNs;
    private volatile @Nullable String failure;

    private KafkaOutput(KafkaProducer<String, byte[]> producer, String clientId, String topic, Losses losses) {
        this.producer = producer;
        this.topic = topic;
        this.losses = losses;
        threads = Thread.getAllStackTraces().keySet().stream()
                .filter(other -> other.getName().equals(PRODUCER_THREAD + clientId))
                .limit(1)
                .toList();
    }

    /**
     * Connects to the topic of a broker that was {@link Broker#prepare prepared}.
     *
     * @param maxAge how long a batch may wait for the broker before it is given up
     * @param losses where batches are counted that the producer gave up on
     */
    public static KafkaOutput open(Broker broker, Duration maxAge, Losses losses) throws StartupException {
        return new KafkaOutput(broker.producer(maxAge), broker.clientId(), broker.topic(), losses);
    }

    @Override
    public void write(OutgoingBatch batch) {
        for (Thread thread : threads) {
            if (!thread.isAlive()) {
                throw new IllegalStateException("the thread of the Kafka producer has ended: " + thread.getName());
            }
        }
        var unused = producer.send(
                new ProducerRecord<>(topic, batch.key(), batch.record()), (metadata, failure) -> done(batch, failure));
    }

    @Override
    public long batches() {
        return batches.get();
    }

    @Override
    public long bytes() {
        return bytes.get();
    }

    @Override
    public @Nullable Long deliveredNs() {
        return deliveredNs;
    }

    @Override
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public List<Thread> threads() {
        return threads;
    }

    /** Waits up to 3 s for what was not acknowledged. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    /** Called by the producer's thread, and by the sending one for what it could not even give to the producer. */
    private synchronized void done(OutgoingBatch batch, @Nullable Exception problem) {
        if (problem == null) {
            batches.incrementAndGet();
            bytes.addAndGet(batch.record().length);
            deliveredNs = System.nanoTime();
            if (failure != null) {
                failure = null;
                LOG.info("Kafka takes batches again");
            }
            return;
        }
        losses.add(LossStage.SEND_FAILED, batch.events());
        if (failure == null) {
            LOG.warn("Kafka does not take batches, they are dropped and counted: {}", problem.getMessage());
        }
        failure = String.valueOf(problem.getMessage());
    }
}
