package dev.tokenflow.hints.topic;

import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.RecordOutcome;
import dev.tokenflow.hints.store.Watchers;
import dev.tokenflow.hints.store.Written;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole hint topic into the store, from its beginning and for ever, without a consumer group: every server
 * holds everything. The one writer of the store, and what sweeps it.
 */
public final class HintTopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HintTopicReader.class);
    /** Expired hints are swept, and watchers told, at least this often. */
    private static final Duration POLL = Duration.ofMillis(50);

    private static final long SWEEP_NS = Duration.ofMillis(250).toNanos();
    private static final long SWEEP_SHARE = 100;
    private static final long NS_PER_MS = 1_000_000L;

    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final HintTopicConfig config;
    private final HintStore store;
    private final Watchers watchers;
    private final HintListener listener;
    private final Map<RecordOutcome, LongAdder> outcomes = new EnumMap<>(RecordOutcome.class);
    private final Thread thread;
    private volatile boolean ready;
    private long nextSweepNs = System.nanoTime();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile long lagRecords;
    private volatile @Nullable Consumer<String, String> consumer;

    /**
     * A reader that has not begun.
     *
     * @param listener told of each hint right after it became visible
     */
    public HintTopicReader(HintTopicConfig config, HintStore store, Watchers watchers, HintListener listener) {
        this.config = config;
        this.store = store;
        this.watchers = watchers;
        this.listener = listener;
        for (RecordOutcome outcome : RecordOutcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        this.thread = Thread.ofPlatform().name("hint-topic-reader").daemon().unstarted(this::readForEver);
    }

    /** Begins to read, on a thread of its own. */
    public void start() {
        thread.start();
    }

    /** Whether the topic was read to the end it had when reading began. */
    public boolean isReady() {
        return ready;
    }

    /** Records that are in the topic and were not read yet, as of the last poll. */
    public long lagRecords() {
        return lagRecords;
    }

    /** Records with this outcome so far. */
    public long count(RecordOutcome outcome) {
        LongAdder counter = outcomes.get(outcome);
        return counter == null ? 0 : counter.sum();
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
        while (!stopping()) {
            try (KafkaConsumer<String, String> reading = new KafkaConsumer<>(
                    ReaderSettings.of(config), new StringDeserializer(), new StringDeserializer())) {
                consumer = reading;
                read(reading);
            } catch (WakeupException e) {
                LOG.debug("reading {} was woken up to stop", config.name());
            } catch (KafkaException e) {
                LOG.warn(
                        "reading {} failed and begins again in {} ms: {}",
                        config.name(),
                        RETRY.toMillis(),
                        e.toString());
                pause();
            }
        }
    }

    private void read(KafkaConsumer<String, String> reading) {
        List<TopicPartition> partitions = partitions(reading);
        if (partitions.isEmpty()) {
            return;
        }
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        Map<TopicPartition, Long> backlogEnds = reading.endOffsets(partitions);
        Map<TopicPartition, TransitClock> clocks = new HashMap<>();
        while (!stopping()) {
            ConsumerRecords<String, String> records = reading.poll(POLL);
            lagRecords = partitions.stream()
                    .mapToLong(partition -> reading.currentLag(partition).orElse(0))
                    .sum();
            for (TopicPartition partition : records.partitions()) {
                long end = backlogEnds.getOrDefault(partition, 0L);
                TransitClock clock = clocks.computeIfAbsent(partition, any -> new TransitClock());
                for (ConsumerRecord<String, String> entry : records.records(partition)) {
                    take(entry, entry.offset() < end ? backlogMs(entry) : liveMs(entry, clock));
                }
            }
            sweep();
            if (!ready
                    && partitions.stream()
                            .allMatch(partition ->
                                    reading.position(partition) >= backlogEnds.getOrDefault(partition, 0L))) {
                ready = true;
                LOG.info("{} was read to its end: {} hints hold", config.name(), store.size());
            }
        }
    }

    /**
     * Looks through every hint for expired ones: seldom, since lookups see by themselves whether a hint is fresh, and
     * never for more than a hundredth of the time.
     */
    private void sweep() {
        long startNs = System.nanoTime();
        if (startNs - nextSweepNs < 0) {
            return;
        }
        store.expire(hint -> watchers.changed(HintKey.of(hint)));
        long endNs = System.nanoTime();
        nextSweepNs = endNs + Math.max(SWEEP_NS, SWEEP_SHARE * (endNs - startNs));
    }

    /** A record of the backlog has waited in the topic, as long as the clocks of broker and this machine say. */
    private static long backlogMs(ConsumerRecord<String, String> entry) {
        return System.currentTimeMillis() - entry.timestamp();
    }

    /** A live record has waited where the broker, the network or this machine stood still. */
    private long liveMs(ConsumerRecord<String, String> entry, TransitClock clock) {
        return hasAppendTime(entry)
                ? clock.delayMs(entry.timestamp(), System.nanoTime() / NS_PER_MS, lagRecords == 0)
                : 0;
    }

    private static boolean hasAppendTime(ConsumerRecord<String, String> entry) {
        return entry.timestampType() == TimestampType.LOG_APPEND_TIME;
    }

    private void take(ConsumerRecord<String, String> entry, long sinceMs) {
        Written written = new Written(hasAppendTime(entry) ? entry.timestamp() : -1, sinceMs);
        RecordOutcome outcome = store.apply(entry.key(), entry.value(), written, this::stored);
        LongAdder counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        if (outcome == RecordOutcome.REMOVED) {
            watchers.changed(HintKey.parse(entry.key()));
        }
    }

    private void stored(Hint hint) {
        listener.visible(hint, System.nanoTime());
        watchers.changed(HintKey.of(hint));
    }

    /** Waits until the topic exists; empty when stopped before. */
    private List<TopicPartition> partitions(KafkaConsumer<String, String> reading) {
        boolean told = false;
        while (!stopping()) {
            List<TopicPartition> partitions = reading.partitionsFor(config.name(), METADATA_TIMEOUT).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            if (!partitions.isEmpty()) {
                return partitions;
            }
            if (!told) {
                LOG.warn("topic {} does not exist yet; waiting for it", config.name());
                told = true;
            }
            pause();
        }
        return List.of();
    }

    private boolean stopping() {
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
