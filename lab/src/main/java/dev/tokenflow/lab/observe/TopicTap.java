package dev.tokenflow.lab.observe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a topic of one partition from its beginning, beside the job and on a thread of its own, until it is closed. */
final class TopicTap<V> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Takes what was read, on the thread of the tap. */
    @FunctionalInterface
    interface Reader<V> {
        void read(ConsumerRecord<String, V> message);
    }

    private final Consumer<String, V> consumer;
    private final Reader<V> reader;
    private final Thread thread;

    TopicTap(
            String bootstrapServers,
            String topic,
            Deserializer<String> keys,
            Deserializer<V> values,
            Reader<V> reader) {
        this.reader = reader;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                keys,
                values);
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        thread = Thread.ofPlatform().daemon().name(topic + "-tap").start(this::run);
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
                consumer.poll(POLL).forEach(reader::read);
            }
        } catch (WakeupException e) {
            // closed
        }
    }
}
