package dev.tokenflow.job.source;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.StartFrom;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The job's inputs in Kafka. */
public final class KafkaSources {
    /** How often partitions that were added are looked for: what agents write to them meanwhile waits so long. */
    private static final String DISCOVERY_MS = "1000";

    /** The same where nobody waits for it. */
    private static final String SELDOM_DISCOVERY_MS = "10000";

    private KafkaSources() {}

    /** Batches with event time and watermarks, by partition. */
    public static DataStream<RawBatch> batches(StreamExecutionEnvironment env, JobConfig config) {
        KafkaSource<RawBatch> source = KafkaSource.<RawBatch>builder()
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_MS)
                .setProperties(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setGroupId(config.kafka().group())
                .setTopics(config.kafka().events())
                .setStartingOffsets(offsets(config.kafka().startFrom()))
                .setDeserializer(new RawBatchReader())
                .build();
        return env.fromSource(source, BatchTimestamps.strategy(config.time()), "tcp-events")
                .uid("tcp-events");
    }

    /** All models there are and will be. */
    public static DataStream<ModelUpdate> models(StreamExecutionEnvironment env, JobConfig config) {
        KafkaSource<ModelUpdate> source = KafkaSource.<ModelUpdate>builder()
                .setProperties(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setGroupId(config.kafka().group() + "-models")
                .setTopics(config.kafka().models())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new ModelReader())
                .build();
        return env.fromSource(source, AlwaysIdle.strategy(), "models").uid("models");
    }

    /**
     * Rows of stream statistics from now on. The topic need not exist, and may be made later: it is found by a pattern
     * that only its name matches, for a source of a topic that is missing fails the job.
     */
    public static DataStream<String> streamStats(StreamExecutionEnvironment env, JobConfig config) {
        KafkaSource<String> source = KafkaSource.<String>builder()
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), SELDOM_DISCOVERY_MS)
                .setProperties(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setGroupId(config.kafka().group() + "-streams")
                .setTopicPattern(Pattern.compile(Pattern.quote(config.kafka().stats())))
                .setStartingOffsets(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
        return env.fromSource(source, AlwaysIdle.strategy(), "stream-stats").uid("stream-stats");
    }

    /** Rows of path features from the configured history up to what is there now. */
    public static DataStream<String> featureRows(StreamExecutionEnvironment env, TrainConfig config, Instant now) {
        KafkaSource<String> source = KafkaSource.<String>builder()
                .setProperties(config.clientProperties())
                .setBootstrapServers(config.bootstrapServers())
                .setGroupId("tokenflow-train")
                .setTopics(config.features())
                .setStartingOffsets(
                        OffsetsInitializer.timestamp(now.minus(config.history()).toEpochMilli()))
                .setBounded(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "path-features");
    }

    @SuppressWarnings("deprecation") // the connector takes no other
    private static OffsetsInitializer offsets(StartFrom start) {
        return switch (start) {
            case LATEST -> OffsetsInitializer.latest();
            case EARLIEST -> OffsetsInitializer.earliest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST);
        };
    }
}
