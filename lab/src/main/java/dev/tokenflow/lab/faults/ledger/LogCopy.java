package dev.tokenflow.lab.faults.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies some records of a topic to another whose timestamps are its writers', with the timestamps that they had. */
public final class LogCopy {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private LogCopy() {}

    /** Copies the chosen records to the only partition of another topic. */
    public static void copy(
            String bootstrapServers, String from, String to, Predicate<ConsumerRecord<byte[], byte[]>> chosen) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            LogReader.read(bootstrapServers, from, entry -> {
                if (chosen.test(entry)) {
                    var unused =
                            producer.send(new ProducerRecord<>(to, 0, entry.timestamp(), entry.key(), entry.value()));
                }
            });
            producer.flush();
        } finally {
            producer.close(CLOSE_TIMEOUT);
        }
    }
}
