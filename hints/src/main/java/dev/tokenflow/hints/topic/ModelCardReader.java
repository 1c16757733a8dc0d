package dev.tokenflow.hints.topic;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.model.ModelCard;
import dev.tokenflow.protocol.model.ModelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cards that the topic of models has, for people. Hints do not depend on it: a topic that is not there, or a
 * broker that is away, is asked again and again, and nothing waits for it.
 */
public final class ModelCardReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCardReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** Larger ones are no cards. */
    private static final int MOST_BYTES = 1 << 16;

    private final HintTopicConfig config;
    private final String topic;
    private final Map<String, String> cards = new ConcurrentSkipListMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("model-card-reader").daemon().unstarted(this::readForEver);

    /**
     * A reader that has not begun.
     *
     * @param config the brokers and their settings
     * @param topic compacted topic of models
     */
    public ModelCardReader(HintTopicConfig config, String topic) {
        this.config = config;
        this.topic = topic;
    }

    /** Begins to read, on a thread of its own. */
    public void start() {
        thread.start();
    }

    /** The cards as JSON, by model and version. */
    public Collection<String> cards() {
        return cards.values();
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            var unused = thread.join(CLOSE_TIMEOUT); // a daemon that changes nothing: it may end later
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readForEver() {
        while (isGoingOn(Duration.ZERO)) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                read(consumer);
            } catch (KafkaException e) {
                LOG.debug("cards of models cannot be read now", e);
            }
            if (!isGoingOn(RETRY)) {
                return;
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, METADATA_TIMEOUT).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            return;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (isGoingOn(Duration.ZERO)) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (ModelKey.parse(key).kind() != ModelKey.Kind.CARD) {
            return;
        }
        if (record.value() == null || record.value().length > MOST_BYTES) {
            cards.remove(key);
            return;
        }
        try {
            String text = new String(record.value(), StandardCharsets.UTF_8);
            cards.put(key, ModelCard.decode(text).encode());
        } catch (JsonException e) {
            LOG.debug("{} is no card: {}", key, e.getMessage());
        }
    }

    private boolean isGoingOn(Duration after) {
        try {
            return !stop.await(after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}
