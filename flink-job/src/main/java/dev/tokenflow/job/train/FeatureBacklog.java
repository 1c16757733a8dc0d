package dev.tokenflow.job.train;

import dev.tokenflow.job.config.TrainConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many rows a training will read: what makes its progress a share. */
public final class FeatureBacklog {
    private static final int PATIENCE_MS = 10_000;

    private FeatureBacklog() {}

    /** Records of the configured history; 0 when that cannot be found out, which is no reason not to train. */
    public static long rows(TrainConfig config, Instant now) {
        Map<String, Object> settings = new HashMap<>(config.kafkaProperties());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        long fromMs = now.minus(config.history()).toEpochMilli();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> times = new HashMap<>();
            consumer.partitionsFor(config.features())
                    .forEach(one -> times.put(new TopicPartition(one.topic(), one.partition()), fromMs));
            Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(times);
            long rows = 0;
            for (Map.Entry<TopicPartition, Long> end :
                    consumer.endOffsets(times.keySet()).entrySet()) {
                OffsetAndTimestamp begin = begins.get(end.getKey());
                rows += begin == null ? 0 : end.getValue() - begin.offset();
            }
            return rows;
        } catch (KafkaException e) {
            return 0;
        }
    }
}
