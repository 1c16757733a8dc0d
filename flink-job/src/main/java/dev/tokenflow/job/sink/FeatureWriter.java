package dev.tokenflow.job.sink;

import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.job.record.ScoredReading;
import java.nio.charset.StandardCharsets;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Features as JSON, keyed by path. */
final class FeatureWriter implements SerializableFunction<ScoredReading, ProducerRecord<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    FeatureWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> apply(ScoredReading row) {
        String json = PathRowCodec.encode(row.reading(), row.score());
        return new ProducerRecord<>(
                topic, row.path().getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
    }
}
