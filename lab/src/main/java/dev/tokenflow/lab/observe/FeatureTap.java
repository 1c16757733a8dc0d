package dev.tokenflow.lab.observe;

import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.testbed.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the feature topic: what the models called every client, and when. */
public final class FeatureTap implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String CLIENT = Scope.CLIENT.word() + "/";

    private final Map<IpAddress, DiagnosisLog> clients = new ConcurrentHashMap<>();
    private final AtomicLong malformed = new AtomicLong();
    private final Consumer<String, String> consumer;
    private final Thread thread;

    public FeatureTap(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.FEATURES, 0)));
        thread = Thread.ofPlatform().daemon().name("feature-tap").start(this::run);
    }

    /** What was said of a client; empty at first. */
    public DiagnosisLog client(IpAddress address) {
        return clients.computeIfAbsent(address, any -> new DiagnosisLog());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    if (record.key() != null && record.key().startsWith(CLIENT)) {
                        read(record.value());
                    }
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    private void read(String value) {
        try {
            PathRowCodec.Row row = PathRowCodec.decode(value);
            String address = row.sample().path().substring(CLIENT.length());
            client(IpAddress.parse(address)).add(System.nanoTime(), row.diagnosis());
        } catch (JsonException | IllegalArgumentException e) {
            malformed.incrementAndGet();
        }
    }
}
