package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the event topic beside the job, so that what the report says of round trips and retransmits is the kernel's
 * word and not the job's.
 */
public final class EventTap implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<IpAddress, PathLog> paths = new ConcurrentHashMap<>();
    private final AtomicLong malformed = new AtomicLong();
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;

    public EventTap(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.EVENTS, 0)));
        thread = Thread.ofPlatform().daemon().name("event-tap").start(this::run);
    }

    /** What was seen of a client; empty at first. */
    public PathLog path(IpAddress client) {
        return paths.computeIfAbsent(client, any -> new PathLog());
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
        TcpEventView view = new TcpEventView();
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    read(record.value(), view);
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    private void read(byte[] value, TcpEventView view) {
        try {
            Batch batch = BatchCodec.decode(value);
            for (int i = 0; i < batch.count(); i++) {
                batch.read(i, view);
                path(view.remoteAddress()).add(view);
            }
        } catch (MalformedBatchException e) {
            malformed.incrementAndGet();
        }
    }
}
