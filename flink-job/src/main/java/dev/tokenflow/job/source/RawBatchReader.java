package dev.tokenflow.job.source;

import dev.tokenflow.job.record.RawBatch;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes Kafka records as they are. The job checks them later, so that nothing in the topic can stop the source. */
final class RawBatchReader implements KafkaRecordDeserializationSchema<RawBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawBatch> out) {
        out.collect(new RawBatch(
                orEmpty(record.value()),
                orEmpty(record.key()),
                record.timestamp(),
                record.partition(),
                record.offset()));
    }

    @Override
    public TypeInformation<RawBatch> getProducedType() {
        return TypeInformation.of(RawBatch.class);
    }

    private static byte[] orEmpty(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
