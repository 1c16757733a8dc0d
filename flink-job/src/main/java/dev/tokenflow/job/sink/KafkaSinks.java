package dev.tokenflow.job.sink;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.ModelUpdate;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job's outputs in Kafka. Hints and models are delivered at least once: exactly-once delivery would hide a hint
 * until the next checkpoint, and readers recognise repeated hints by their epoch and number. Feature rows, incidents
 * and rejected input may be lost, so that they never hold up the hints; see {@link LossySink}.
 */
public final class KafkaSinks {
    private KafkaSinks() {}

    /** All of them, as configured. */
    public static JobSinks of(JobConfig config) {
        KafkaConfig kafka = config.kafka();
        return new JobSinks(
                new LossySink<>(
                        config,
                        kafka.features(),
                        "--features-topic",
                        JobMetric.FEATURES_LOST,
                        new FeatureWriter(kafka.features())),
                sink(config, new HintWriter(kafka.hints())),
                new LossySink<>(
                        config,
                        kafka.rejected(),
                        "--rejected-topic",
                        JobMetric.REJECTED_LOST,
                        new RejectedWriter(kafka.rejected())),
                new LossySink<>(
                        config,
                        kafka.incidents(),
                        "--incidents-topic",
                        JobMetric.INCIDENTS_LOST,
                        new IncidentWriter(kafka.incidents())));
    }

    /** Where trained models go. */
    public static KafkaSink<ModelUpdate> models(TrainConfig config) {
        return KafkaSink.<ModelUpdate>builder()
                .setKafkaProducerConfig(config.clientProperties())
                .setBootstrapServers(config.bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new ModelWriter(config.models()))
                .build();
    }

    private static <T> KafkaSink<T> sink(JobConfig config, KafkaRecordSerializationSchema<T> writer) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setProperty(
                        ProducerConfig.LINGER_MS_CONFIG,
                        Long.toString(config.run().linger().toMillis()))
                .setRecordSerializer(writer)
                .build();
    }
}
