package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.window.peer.StreamsTopology;
import dev.tokenflow.bench.window.peer.WindowRow;
import dev.tokenflow.bench.window.traffic.TrafficCursor;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Kafka Streams on a real broker in this process. A round's events are in the topic before it starts: more than it will
 * manage, but not many more, because decoding far ahead of the windows only takes time from them. An event counts when
 * it enters its windows.
 */
public final class StreamsRunner implements VariantRunner {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final double UPDATES_PER_S = 600_000;
    private static final double MARGIN = 1.5;
    private static final int MOST_BYTES = 64 << 20;

    private final EmbeddedKafka kafka;
    private final TrafficLoop traffic;
    private final JobConfig config;
    private final int eventsPerS;
    private final double leastPerS;
    private double lastPerS;

    public StreamsRunner(EmbeddedKafka kafka, TrafficLoop traffic, JobConfig config, int eventsPerS) {
        this.kafka = kafka;
        this.traffic = traffic;
        this.config = config;
        this.eventsPerS = eventsPerS;
        leastPerS = UPDATES_PER_S
                * config.window().slide().toMillis()
                / config.window().window().toMillis();
    }

    @Override
    public Round measure(Duration fillWall, Duration wall) throws Exception {
        AtomicLong rows = new AtomicLong();
        double expectedPerS = Math.max(leastPerS, MARGIN * lastPerS);
        long events = 1 + (long) (expectedPerS * fillWall.plus(wall).toMillis() / 1e3);
        Round round = run(events, fillWall, wall, row -> rows.incrementAndGet(), rows::get, Map.of());
        lastPerS = round.eventsPerS();
        return round;
    }

    /**
     * Sends at least {@code events} events to a fresh topic and aggregates them; what is measured ends with them or
     * after {@code wall}.
     *
     * @param fillWall time from the first batch until the clock starts
     * @param results gets every closed window
     * @param rows how many those were so far
     * @param settings for the application, over those of the benchmark
     */
    Round run(
            long events,
            Duration fillWall,
            Duration wall,
            Consumer<WindowRow> results,
            LongSupplier rows,
            Map<String, ?> settings)
            throws Exception {
        String name = "window-bench-" + NUMBERS.incrementAndGet();
        Path folder = Files.createTempDirectory("tokenflow-streams-");
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, config.run().subtasks(), (short) 1)
                            .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MOST_BYTES)))))
                    .all()
                    .get();
            Arrivals arrivals = new Arrivals(send(name, events));
            KafkaStreams streams = new KafkaStreams(
                    StreamsTopology.of(name, config, arrivals::begin, arrivals::count, results),
                    settings(name, folder, settings));
            Round round;
            try {
                arrivals.stopOnFailure(streams);
                streams.start();
                Arrivals.At start = arrivals.await(fillWall);
                long rowsBefore = rows.getAsLong();
                Arrivals.At end = arrivals.await(fillWall.plus(wall));
                long arrived = end.events() - start.events();
                if (arrived == 0) {
                    throw new BenchException("its " + events + " events were over before the clock started");
                }
                round = new Round(
                        arrived, end.ns() - start.ns(), arrived * 1000 / eventsPerS, rows.getAsLong() - rowsBefore);
            } finally {
                streams.close(START_TIMEOUT);
                streams.cleanUp();
            }
            admin.deleteTopics(List.of(name, StreamsTopology.between(name)))
                    .all()
                    .get();
            return round;
        } catch (ExecutionException e) {
            throw new BenchException("the broker does not do what it should: " + e.getCause());
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private long send(String topic, long events) throws BenchException {
        AtomicReference<Exception> refused = new AtomicReference<>();
        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 20);
        long sent = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            int partitions = config.run().subtasks();
            TrafficCursor[] cursors = new TrafficCursor[partitions];
            for (int i = 0; i < partitions; i++) {
                cursors[i] = new TrafficCursor(traffic, i, partitions);
            }
            while (sent < events) {
                TrafficCursor earliest = cursors[0];
                for (TrafficCursor cursor : cursors) {
                    earliest = cursor.nextClosedMs() < earliest.nextClosedMs() ? cursor : earliest;
                }
                sent += earliest.nextCount();
                RawBatch batch = earliest.next();
                var unused = producer.send(
                        new ProducerRecord<>(topic, batch.partition(), batch.appendMs(), batch.key(), batch.value()),
                        (where, error) -> {
                            if (error != null) {
                                refused.set(error);
                            }
                        });
            }
        }
        if (refused.get() != null) {
            throw new BenchException("the broker takes no batches: " + refused.get());
        }
        return sent;
    }

    private Properties settings(String application, Path folder, Map<String, ?> more) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2 * config.run().subtasks());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 30_000);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "1");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 1 << 18);
        settings.putAll(more);
        return settings;
    }

    /** Counts the events that enter their windows. */
    private static final class Arrivals {
        private final long expected;
        private final AtomicLong arrived = new AtomicLong();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile long beginNs;
        private volatile long endNs;

        /** How many events there were at a time, {@link System#nanoTime}. */
        private record At(long events, long ns) {}

        Arrivals(long expected) {
            this.expected = expected;
        }

        /** A batch is decoded. */
        void begin() {
            if (begun.getCount() > 0) {
                beginNs = System.nanoTime();
                begun.countDown();
            }
        }

        /** An event enters its windows. */
        void count() {
            if (arrived.incrementAndGet() == expected) {
                endNs = System.nanoTime();
                ended.countDown();
            }
        }

        void stopOnFailure(KafkaStreams streams) {
            streams.setUncaughtExceptionHandler(error -> {
                failure.set(error);
                begun.countDown();
                ended.countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
        }

        /** Waits until {@code wall} after the first batch, or until all events have arrived. */
        At await(Duration wall) throws BenchException, InterruptedException {
            if (!begun.await(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchException("Kafka Streams does not start within " + START_TIMEOUT.toSeconds() + " s");
            }
            long leftNs = beginNs + wall.toNanos() - System.nanoTime();
            boolean over = ended.await(Math.max(0, leftNs), TimeUnit.NANOSECONDS);
            if (failure.get() != null) {
                throw new BenchException("Kafka Streams failed: " + failure.get());
            }
            return over ? new At(expected, endNs) : new At(arrived.get(), System.nanoTime());
        }
    }
}
