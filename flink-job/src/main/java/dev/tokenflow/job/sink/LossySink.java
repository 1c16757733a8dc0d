package dev.tokenflow.job.sink;

import dev.tokenflow.job.config.JobConfig;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records to Kafka that may be lost, and never disturbs the job: a record costs the task thread its encoding and
 * a place in a queue, checkpoints do not wait for it, and whatever Kafka says is counted and logged, never thrown. What
 * people and training look at must not be able to stop the hints.
 *
 * @param <T> what is written
 */
final class LossySink<T> implements Sink<T>, SupportsCommitter<Void> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final String option;
    private final String metric;
    private final SerializableFunction<T, ProducerRecord<byte[], byte[]>> form;
    private final Properties settings;
    private final LossyConfig bounds;

    /**
     * A sink for one topic.
     *
     * @param option the job's option that names the topic
     * @param metric name of the counter of lost records
     * @param form makes the record of a value
     */
    LossySink(
            JobConfig config,
            String topic,
            String option,
            String metric,
            SerializableFunction<T, ProducerRecord<byte[], byte[]>> form) {
        this.topic = topic;
        this.option = option;
        this.metric = metric;
        this.form = form;
        bounds = LossyConfig.DEFAULT;
        settings = settings(config, bounds);
    }

    @Override
    public LossyWriter<T> createWriter(WriterInitContext context) {
        String name = "send " + topic + " " + context.getTaskInfo().getIndexOfThisSubtask();
        Losses losses = new Losses(topic, option, metric, context.metricGroup(), System::nanoTime);
        LossyWriter<T> writer = new LossyWriter<>(
                form, settings, bounds, losses, context.metricGroup().getNumRecordsSendCounter());
        writer.start(name, context.getUserCodeClassLoader().asClassLoader());
        return writer;
    }

    @Override
    public Committer<Void> createCommitter(CommitterInitContext context) {
        return new NoCommits();
    }

    @Override
    public SimpleVersionedSerializer<Void> getCommittableSerializer() {
        return new NoCommits();
    }

    /**
     * The producer's settings. Not idempotent: an idempotent producer has errors after which it refuses every record,
     * and a row that comes twice does no harm here.
     */
    static Properties settings(JobConfig config, LossyConfig bounds) {
        long lingerMs =
                Math.max(config.run().linger().toMillis(), bounds.linger().toMillis());
        long deliveryMs = bounds.deliveryTimeout().toMillis();
        Properties settings = config.kafka().clientProperties();
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(lingerMs));
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"); // rows of JSON are much alike
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(bounds.bufferBytes()));
        settings.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Long.toString(bounds.maxBlock().toMillis()));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(deliveryMs / 3));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(deliveryMs + lingerMs));
        return settings;
    }
}
