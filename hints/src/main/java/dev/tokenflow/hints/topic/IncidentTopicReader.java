package dev.tokenflow.hints.topic;

import dev.tokenflow.hints.incident.IncidentBook;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the last hour of the incident topic into a book, and follows it for ever, on a thread of its own: whatever goes
 * wrong here, hints are served. The topic need not exist.
 */
public final class IncidentTopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentTopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BACK = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final HintTopicConfig config;
    private final IncidentBook book;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, String> consumer;

    /**
     * A reader that has not begun.
     *
     * @param config with the name of the incident topic
     */
    public IncidentTopicReader(HintTopicConfig config, IncidentBook book) {
        this.config = config;
        this.book = book;
        thread = Thread.ofPlatform().name("incident-topic-reader").daemon().unstarted(this::readForEver);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stop.countDown();
        Consumer<String, String> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readForEver() {
        while (!isStopping()) {
            try (KafkaConsumer<String, String> reading = new KafkaConsumer<>(
                    ReaderSettings.of(config), new StringDeserializer(), new StringDeserializer())) {
                consumer = reading;
                read(reading);
            } catch (WakeupException e) {
                LOG.debug("reading {} was woken up to stop", config.name());
            } catch (KafkaException e) {
                LOG.warn("reading {} failed and begins again: {}", config.name(), e.toString());
            }
            pause();
        }
    }

    private void read(KafkaConsumer<String, String> reading) {
        List<TopicPartition> partitions = reading.partitionsFor(config.name(), TIMEOUT).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            return;
        }
        reading.assign(partitions);
        seek(reading, partitions);
        Map<TopicPartition, Long> ends = reading.endOffsets(partitions);
        while (!isStopping()) {
            for (ConsumerRecord<String, String> entry : reading.poll(POLL)) {
                if (!book.take(entry.value(), entry.timestamp())) {
                    LOG.debug("{} has a record that is no incident: {}", config.name(), entry.key());
                }
            }
            if (!book.isReady()
                    && partitions.stream()
                            .allMatch(partition -> reading.position(partition) >= ends.getOrDefault(partition, 0L))) {
                book.ready();
            }
        }
    }

    private static void seek(KafkaConsumer<String, String> reading, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        long fromMs = System.currentTimeMillis() - BACK.toMillis();
        partitions.forEach(partition -> wanted.put(partition, fromMs));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>(reading.offsetsForTimes(wanted));
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            if (first == null) {
                reading.seekToEnd(List.of(partition));
            } else {
                reading.seek(partition, first.offset());
            }
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void pause() {
        try {
            var unused = stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
