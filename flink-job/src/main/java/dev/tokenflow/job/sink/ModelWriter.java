package dev.tokenflow.job.sink;

import dev.tokenflow.job.record.ModelUpdate;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Models under their keys; the topic keeps the newest of each. An empty one removes what is under its key. */
final class ModelWriter implements KafkaRecordSerializationSchema<ModelUpdate> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    ModelWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(ModelUpdate model, KafkaSinkContext context, Long timestamp) {
        byte @Nullable [] value = model.content().length == 0 ? null : model.content();
        return new ProducerRecord<>(topic, model.name().getBytes(StandardCharsets.UTF_8), value);
    }
}
