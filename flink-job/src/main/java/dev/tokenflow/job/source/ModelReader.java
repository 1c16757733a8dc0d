package dev.tokenflow.job.source;

import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.protocol.model.ModelKey;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the models in use from the model topic. What the topic has besides, kept versions and cards, is left out here
 * and nowhere else; so is a record without a key, which names nothing.
 */
final class ModelReader implements KafkaRecordDeserializationSchema<ModelUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelUpdate> out) {
        if (record.key() == null) {
            return;
        }
        ModelKey key = ModelKey.parse(new String(record.key(), StandardCharsets.UTF_8));
        if (key.kind() == ModelKey.Kind.IN_USE) {
            out.collect(new ModelUpdate(key.name(), record.value() == null ? new byte[0] : record.value()));
        }
    }

    @Override
    public TypeInformation<ModelUpdate> getProducedType() {
        return TypeInformation.of(ModelUpdate.class);
    }
}
