package dev.tokenflow.job.sink;

import dev.tokenflow.job.record.RejectedBatch;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The original bytes, with headers {@code reason}, {@code detail} and {@code origin} (partition:offset). */
final class RejectedWriter implements KafkaRecordSerializationSchema<RejectedBatch> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    RejectedWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(RejectedBatch batch, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, batch.key(), batch.value());
        record.headers()
                .add("reason", batch.reason().getBytes(StandardCharsets.UTF_8))
                .add("detail", batch.detail().getBytes(StandardCharsets.UTF_8))
                .add("origin", (batch.partition() + ":" + batch.offset()).getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
