package dev.tokenflow.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.job.TestKafka;
import dev.tokenflow.job.config.JobConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer with real brokers, and without any. */
@Timeout(120)
class LossyWriterTest {
    private static final String TOPIC = "path-features";
    private static final LossyConfig QUICK = new LossyConfig(
            64 << 10, 256 << 10, Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private final Losses losses =
            new Losses(TOPIC, "--features-topic", "features_lost", new UnregisteredMetricsGroup(), System::nanoTime);
    private final SimpleCounter accepted = new SimpleCounter();

    @Test
    void withoutABrokerEveryRecordIsCountedAndNoneIsWaitedFor() throws Exception {
        LossyWriter<String> writer = writer("127.0.0.1:" + TestKafka.freePort(), QUICK);

        for (int i = 0; i < 10_000; i++) {
            writer.write("a row", null);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> losses.count() == 10_000);
        assertThat(losses.count(LossReason.BUFFER_FULL)).isPositive();
        assertThat(losses.count(LossReason.TIMED_OUT)).isPositive();
        writer.close();
        assertThat(losses.count()).isEqualTo(10_000); // none twice
    }

    /** The sending thread waits for metadata for longer than closing may take. */
    @Test
    void closingDoesNotWaitForABrokerAndCountsWhatItLeaves() throws Exception {
        LossyConfig patient = new LossyConfig(
                64 << 10, 256 << 10, Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(100));
        LossyWriter<String> writer = writer("127.0.0.1:" + TestKafka.freePort(), patient);

        for (int i = 0; i < 3; i++) {
            writer.write("a row", null);
        }
        writer.close();

        assertThat(losses.count(LossReason.CLOSED)).isEqualTo(3);
        assertThat(losses.count()).isEqualTo(3);
    }

    @Test
    void aValueWithoutAFormIsCounted() throws Exception {
        LossyWriter<String> writer = new LossyWriter<>(
                value -> {
                    throw new IllegalStateException(value);
                },
                settings("127.0.0.1:9", QUICK),
                QUICK,
                losses,
                accepted);

        writer.write("a row", null);

        assertThat(losses.count(LossReason.OTHER)).isEqualTo(1);
    }

    @Test
    void whatIsWrittenBeforeClosingArrives() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            LossyWriter<String> writer = writer(kafka.bootstrapServers(), LossyConfig.DEFAULT);
            for (int i = 0; i < 100; i++) {
                writer.write("row " + i, null);
            }
            writer.close();

            assertThat(losses.count()).isZero();
            try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(TOPIC)) {
                Set<String> seen = new HashSet<>();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> read(consumer, seen).size() == 100);
            }
        }
    }

    @Test
    void aBrokerThatComesBackGetsWhatIsWrittenThen() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            LossyWriter<String> writer = writer(kafka.bootstrapServers(), QUICK);
            writer.write("before", null);
            awaitRow(kafka, "before");

            kafka.stop();
            writer.write("meanwhile", null);
            await().atMost(Duration.ofSeconds(30)).until(() -> losses.count(LossReason.TIMED_OUT) == 1);
            kafka.startAgain();

            try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(TOPIC)) {
                Set<String> seen = new HashSet<>();
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    writer.write("after", null); // the broker is up some seconds before it takes records
                    return read(consumer, seen).contains("after");
                });
            }
            writer.close();
        }
    }

    @Test
    void aProducerWhoseThreadDiedIsReplaced() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            Fatal.armed.set(true);
            LossyWriter<String> writer = writer(kafka.bootstrapServers(), QUICK);
            writer.write("first", null);
            await().atMost(Duration.ofSeconds(30)).until(() -> losses.count(LossReason.PRODUCER_STOPPED) == 1);

            writer.write("second", null);
            awaitRow(kafka, "second");
            writer.close();
            assertThat(losses.count()).isEqualTo(1);
        }
    }

    private LossyWriter<String> writer(String brokers, LossyConfig bounds) {
        LossyWriter<String> writer = new LossyWriter<>(
                row -> new ProducerRecord<>(TOPIC, row.getBytes(UTF_8)),
                settings(brokers, bounds),
                bounds,
                losses,
                accepted);
        writer.start("send test", LossyWriterTest.class.getClassLoader());
        return writer;
    }

    private static Properties settings(String brokers, LossyConfig bounds) {
        Properties settings = LossySink.settings(JobConfig.on(brokers), bounds);
        settings.put("interceptor.classes", Fatal.class.getName());
        return settings;
    }

    private static void awaitRow(TestKafka kafka, String row) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(TOPIC)) {
            Set<String> seen = new HashSet<>();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> read(consumer, seen).contains(row));
        }
    }

    private static Set<String> read(KafkaConsumer<byte[], byte[]> consumer, Set<String> seen) {
        for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(consumer)) {
            seen.add(new String(record.value(), UTF_8));
        }
        return seen;
    }

    /** Ends the thread of the first producer that sends something, once. */
    public static final class Fatal implements ProducerInterceptor<byte[], byte[]> {
        private static final AtomicBoolean armed = new AtomicBoolean();

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            return record;
        }

        @Override
        public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (armed.compareAndSet(true, false)) {
                throw new NoClassDefFoundError("made by a test: the producer's thread ends");
            }
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> settings) {}
    }
}
