package dev.tokenflow.job.sink;

import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.protocol.hint.HintCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hints as JSON under their key; a hint that expired becomes a tombstone. */
final class HintWriter implements KafkaRecordSerializationSchema<HintUpdate> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    HintWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(HintUpdate update, KafkaSinkContext context, Long timestamp) {
        byte[] key = update.key().getBytes(StandardCharsets.UTF_8);
        return update.hint() == null
                ? new ProducerRecord<>(topic, key, null)
                : new ProducerRecord<>(
                        topic, key, HintCodec.encode(update.hint()).getBytes(StandardCharsets.UTF_8));
    }
}
