package dev.tokenflow.job.sink;

import dev.tokenflow.job.record.ModelUpdate;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Models under their name; the topic keeps the newest of each. */
final class ModelWriter implements KafkaRecordSerializationSchema<ModelUpdate> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    ModelWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(ModelUpdate model, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, model.name().getBytes(StandardCharsets.UTF_8), model.content());
    }
}
