package dev.tokenflow.job;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends in real time what a host with four clients in each of some prefixes would: a batch every 10 ms with an ACK of
 * every client.
 */
final class LiveFleet implements AutoCloseable {
    static final int CLIENTS = 4;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> ticks;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TestAgent agent = new TestAgent("site-a", 1);
    private final List<String> prefixes;
    private final Map<String, Double> roundTrips = new ConcurrentHashMap<>();

    /** @param prefixes the first three numbers of addresses */
    LiveFleet(TestKafka kafka, List<String> prefixes) {
        this.prefixes = prefixes;
        producer = kafka.producer();
        ticks = clock.scheduleAtFixedRate(this::tick, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Round trips of all clients of a prefix from now on. */
    void roundTrips(String prefix, double ms) {
        roundTrips.put(prefix, ms);
    }

    @Override
    public void close() {
        ticks.cancel(false);
        clock.shutdown();
        producer.close();
    }

    private void tick() {
        long nowMs = System.currentTimeMillis();
        long cookie = 1;
        for (String prefix : prefixes) {
            for (int client = 1; client <= CLIENTS; client++) {
                agent.ack(nowMs, prefix + "." + client, cookie++, roundTrips.getOrDefault(prefix, 40.0), 255);
            }
        }
        byte[] key = "site-a/0".getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>("tcp-events", 0, key, agent.batch(nowMs)));
    }
}
