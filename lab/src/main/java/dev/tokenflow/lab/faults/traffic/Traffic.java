package dev.tokenflow.lab.faults.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends what agents see, a batch of each every 20 ms, on one thread, with a producer set up as an agent's. */
public final class Traffic implements AutoCloseable {
    private static final long TICK_NS = MarkedAgent.EVENT_NS;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final String topic;
    private final @Nullable Integer partition;
    private final Map<String, Object> settings;
    private volatile KafkaProducer<String, byte[]> producer;
    private final List<MarkedAgent> agents = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Begins to send to a topic; there are no agents yet.
     *
     * @param partition to which all agents write; null = as their keys say
     */
    public Traffic(String bootstrapServers, String topic, @Nullable Integer partition) {
        this.partition = partition;
        this.topic = topic;
        settings = settings(bootstrapServers);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        thread = Thread.ofPlatform().daemon().name("faults-agents").start(this::run);
    }

    /** An agent that sends from now on. */
    public MarkedAgent add(MarkedAgent agent) {
        agents.add(agent);
        return agent;
    }

    /** An agent that sends nothing more. */
    public void remove(MarkedAgent agent) {
        agents.remove(agent);
    }

    /** An agent that ends and starts again at once. */
    public void restart(MarkedAgent agent) {
        agents.remove(agent);
        agent.restart(System.nanoTime());
        agents.add(agent);
    }

    /**
     * Sends something that no agent would send.
     *
     * @param partition of the topic; null = by the key
     */
    public void sendRaw(@Nullable Integer partition, @Nullable String key, byte[] value) {
        send(new ProducerRecord<>(topic, partition, key, value));
    }

    /** Finds partitions that were added, which a producer otherwise does within minutes. */
    public void forgetPartitions() {
        KafkaProducer<String, byte[]> before = producer;
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        before.close(CLOSE_TIMEOUT);
    }

    /** Batches handed to the producer. */
    public long sent() {
        return sent.get();
    }

    /** Batches that no broker took. */
    public long lost() {
        return lost.get();
    }

    /** Waits until all that was sent is acknowledged or lost. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        long nextNs = System.nanoTime();
        while (!stopping) {
            nextNs += TICK_NS;
            for (long waitNs = nextNs - System.nanoTime(); waitNs > 0 && !stopping; ) {
                LockSupport.parkNanos(waitNs);
                waitNs = nextNs - System.nanoTime();
            }
            long nowNs = System.nanoTime();
            nextNs = Math.max(nextNs, nowNs - TICK_NS);
            for (MarkedAgent agent : agents) {
                if (!agent.isFrozen()) {
                    agent.batches(nowNs)
                            .forEach(value -> send(new ProducerRecord<>(topic, partition, agent.kafkaKey(), value)));
                }
            }
        }
    }

    private void send(ProducerRecord<String, byte[]> batch) {
        sent.incrementAndGet();
        try {
            var unused = producer.send(batch, (where, error) -> {
                if (error != null) {
                    lost.incrementAndGet();
                }
            });
        } catch (KafkaException e) { // the buffer is full, or the broker is not known
            lost.incrementAndGet();
        }
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20), // of garbage that compresses
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
    }
}
