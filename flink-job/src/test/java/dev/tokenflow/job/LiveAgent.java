package dev.tokenflow.job;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends in real time what a host with 30 thin streams to one client would: a batch every 10 ms, 15 ACKs in each. */
final class LiveAgent implements AutoCloseable {
    static final String CLIENT = "203.0.113.7";

    private static final int STREAMS = 30;
    private static final int ACKS = 15;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> ticks;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String name;
    private final String client;
    private final long clockErrorMs;
    private final TestAgent agent;
    private volatile double rttMs = 40;
    private int nextStream;

    LiveAgent(TestKafka kafka) {
        this(kafka, "site-a", CLIENT, 0);
    }

    /** One whose clock is wrong. */
    LiveAgent(TestKafka kafka, String name, String client, long clockErrorMs) {
        this.name = name;
        this.client = client;
        this.clockErrorMs = clockErrorMs;
        agent = new TestAgent(name, 1);
        producer = kafka.producer();
        ticks = clock.scheduleAtFixedRate(this::tick, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Round trips from now on. */
    void roundTrips(double ms) {
        rttMs = ms;
    }

    /** Records that are no batches, the first of them empty. */
    void sendGarbage(int records) {
        Random random = new Random(7);
        for (int i = 0; i < records; i++) {
            byte[] value = new byte[i * 50];
            random.nextBytes(value);
            send(null, value);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
        clock.shutdown();
        producer.close();
    }

    private void tick() {
        long nowMs = System.currentTimeMillis() + clockErrorMs;
        for (int i = 0; i < ACKS; i++) {
            nextStream = (nextStream + 1) % STREAMS;
            agent.ack(nowMs, client, 1 + nextStream, rttMs, 255);
        }
        send((name + "/0").getBytes(StandardCharsets.UTF_8), agent.batch(nowMs));
    }

    private void send(byte @org.jspecify.annotations.Nullable [] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>("tcp-events", 0, key, value));
    }
}
