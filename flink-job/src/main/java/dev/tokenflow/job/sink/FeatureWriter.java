package dev.tokenflow.job.sink;

import dev.tokenflow.core.feature.PathFeaturesCodec;
import dev.tokenflow.job.record.Score;
import dev.tokenflow.job.record.ScoredReading;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Features as JSON, keyed by path. */
final class FeatureWriter implements KafkaRecordSerializationSchema<ScoredReading> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    FeatureWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(ScoredReading row, KafkaSinkContext context, Long timestamp) {
        Score score = row.score();
        String json = PathFeaturesCodec.encode(
                row.reading().features(), score.anomalyScore(), score.predictedRttMs(), score.model());
        return new ProducerRecord<>(
                topic, row.path().getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
    }
}
