package dev.tokenflow.job.source;

import dev.tokenflow.job.record.ModelUpdate;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes records of the model topic; one without a key names no model and is left out. */
final class ModelReader implements KafkaRecordDeserializationSchema<ModelUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelUpdate> out) {
        if (record.key() != null) {
            byte[] content = record.value() == null ? new byte[0] : record.value();
            out.collect(new ModelUpdate(new String(record.key(), StandardCharsets.UTF_8), content));
        }
    }

    @Override
    public TypeInformation<ModelUpdate> getProducedType() {
        return TypeInformation.of(ModelUpdate.class);
    }
}
