package dev.tokenflow.job.sink;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.record.ModelUpdate;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job's outputs in Kafka, delivered at least once. Exactly-once delivery would hide a hint until the next
 * checkpoint; readers recognise repeated hints by their epoch and number.
 */
public final class KafkaSinks {
    private KafkaSinks() {}

    /** All of them, as configured. */
    public static JobSinks of(JobConfig config) {
        KafkaConfig kafka = config.kafka();
        return new JobSinks(
                sink(config, new FeatureWriter(kafka.features())),
                sink(config, new HintWriter(kafka.hints())),
                sink(config, new RejectedWriter(kafka.rejected())));
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
