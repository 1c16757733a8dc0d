package dev.tokenflow.gateway.observe;

import dev.tokenflow.gateway.carry.StatsSink;
import dev.tokenflow.protocol.stats.StreamStats;
import dev.tokenflow.protocol.stats.StreamStatsCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends rows of stream statistics to Kafka. The producer can block, so a thread of its own calls it; what it cannot
 * follow, and what the broker does not take, is dropped and counted.
 */
public final class StatsTopic implements StatsSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatsTopic.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MAX_BLOCK_MS = 1_000;
    private static final int DELIVERY_TIMEOUT_MS = 10_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;
    private static final int LINGER_MS = 200;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Producer<String, String> producer;
    private final BlockingQueue<StreamStats> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder lost = new LongAdder();
    private final Thread sender;
    private volatile boolean closed;

    /**
     * Connects, in the background.
     *
     * @param bootstrapServers host:port, several with commas
     * @param more settings of the client, such as TLS
     * @throws IllegalArgumentException when the settings cannot be used; one line
     */
    public StatsTopic(String bootstrapServers, Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        try {
            producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("Kafka at " + bootstrapServers + ": " + cause.getMessage(), e);
        }
        sender = Thread.ofPlatform().daemon().name("gateway-stats").start(this::send);
    }

    @Override
    public void row(StreamStats row) {
        if (!waiting.offer(row)) {
            lost.increment();
        }
    }

    /** Rows dropped so far. */
    public long lostRows() {
        return lost.sum();
    }

    @Override
    public void close() {
        closed = true;
        try {
            sender.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void send() {
        try {
            while (!closed || !waiting.isEmpty()) {
                StreamStats row = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (row != null) {
                    send(row);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(StreamStats row) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(StreamStats.TOPIC, row.kafkaKey(), StreamStatsCodec.encode(row)),
                    (written, error) -> {
                        if (error != null) {
                            lost.increment();
                        }
                    });
        } catch (KafkaException e) {
            lost.increment();
            LOG.debug("a row of stream statistics was lost: {}", e.getMessage());
        }
    }
}
