package dev.tokenflow.job.train;

import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.protocol.model.ModelKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic of models, read as it is now, and written to, by someone who is no job. */
public final class ModelTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final Map<String, String> properties;
    private final String name;

    /** @param properties further settings of the Kafka clients */
    public ModelTopic(String bootstrapServers, Map<String, String> properties, String name) {
        this.bootstrapServers = bootstrapServers;
        this.properties = Map.copyOf(properties);
        this.name = name;
    }

    /**
     * A record of the topic.
     *
     * @param key what it is
     * @param content its bytes, never empty
     * @param atMs when it was written, ms since 1970
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(ModelKey key, byte[] content, long atMs) {}

    /** Versions of a model among these that are kept, newest first. */
    public static List<String> versions(List<Entry> entries, String model) {
        return entries.stream()
                .filter(entry -> entry.key().kind() == ModelKey.Kind.KEPT
                        && entry.key().name().equals(model))
                .sorted(Comparator.comparingLong(Entry::atMs).reversed())
                .map(entry -> entry.key().version())
                .toList();
    }

    /**
     * The newest record of every key, up to what is there now; what was withdrawn is left out.
     *
     * @throws IOException in one line, when the broker does not answer or the topic is not there
     */
    public List<Entry> read() throws IOException {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Map<String, Entry> newest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IOException("topic '" + name + "' does not exist at " + bootstrapServers);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(POLL).forEach(record -> take(record, newest));
            }
        } catch (KafkaException e) {
            throw new IOException("no broker answers at " + bootstrapServers + ": " + e.getMessage(), e);
        }
        return List.copyOf(newest.values());
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, Entry> newest) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        byte @Nullable [] value = record.value();
        if (value == null || value.length == 0) {
            newest.remove(key);
        } else {
            newest.put(key, new Entry(ModelKey.parse(key), value, record.timestamp()));
        }
    }

    /**
     * Writes records and waits until the brokers have them; an empty one removes what is under its key.
     *
     * @throws IOException when a broker does not take one
     */
    public void write(List<ModelUpdate> records) throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (ModelUpdate record : records) {
                byte[] key = record.name().getBytes(StandardCharsets.UTF_8);
                byte @Nullable [] value = record.content().length == 0 ? null : record.content();
                sent.add(producer.send(new ProducerRecord<>(name, key, value)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("topic '" + name + "' at " + bootstrapServers + ": " + cause.getMessage(), e);
        }
    }
}
