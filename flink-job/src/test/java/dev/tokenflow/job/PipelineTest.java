package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.HintCodec;
import dev.tokenflow.core.pacing.PathCondition;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.job.config.StartFrom;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a MiniCluster between topics of a real broker. */
class PipelineTest {
    private static final Configuration QUICK_HEARTBEATS = new Configuration()
            .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500))
            .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(30));

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(QUICK_HEARTBEATS)
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    static Path folder;

    private static TestKafka kafka;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void eventsBecomeHintsWhileGarbageIsKept() throws Exception {
        JobConfig config = JobConfig.on(kafka.bootstrapServers())
                .with(KafkaConfig.on(kafka.bootstrapServers()).startingFrom(StartFrom.EARLIEST))
                .with(new RunConfig(2, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.build(env, config);
        JobClient job = env.executeAsync();
        try (LiveAgent agent = new LiveAgent(kafka, 10);
                KafkaConsumer<byte[], byte[]> rejected = kafka.consumer("tcp-events-rejected");
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/203.0.113.7", hint -> hint.state() == PathCondition.CLEAR);
            agent.sendGarbage(20);
            agent.rttMs = 400;
            Hint congested = hints.await("client/203.0.113.7", hint -> hint.state() == PathCondition.CONGESTED);
            assertThat(congested.tokensPerChunk()).isGreaterThan(1);
            assertThat(congested.rtt().minMs()).isEqualTo(40);

            List<String> reasons = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(rejected)) {
                    reasons.add(new String(record.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
                }
                return reasons.size() >= 20;
            });
            assertThat(reasons).hasSize(20).contains("truncated", "magic");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Map<JobMetric, Long> counters = JobCounters.read(job).get(10, TimeUnit.SECONDS);
                assertThat(counters.get(JobMetric.BATCHES_REJECTED)).isEqualTo(20);
                assertThat(counters.get(JobMetric.EVENTS_IN)).isPositive();
                assertThat(counters.get(JobMetric.HINTS_OUT)).isPositive();
                assertThat(counters.get(JobMetric.FEATURES_OUT)).isPositive();
                assertThat(counters.get(JobMetric.EVENTS_LATE)).isZero();
            });
            hints.describeLatency();
        } finally {
            job.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    /** Sends what a host with 30 thin streams to one client would, in real time. */
    private static final class LiveAgent implements AutoCloseable {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final KafkaProducer<byte[], byte[]> producer;
        private final TestAgent agent = new TestAgent("site-a", 1);
        private volatile double rttMs = 40;

        LiveAgent(TestKafka kafka, long periodMs) {
            producer = kafka.producer();
            var unused = clock.scheduleAtFixedRate(this::tick, 0, periodMs, TimeUnit.MILLISECONDS);
        }

        private void tick() {
            long nowMs = System.currentTimeMillis();
            for (int i = 0; i < 15; i++) {
                agent.ack(nowMs, "203.0.113.7", 1 + (i + nowMs / 10 * 15) % 30, rttMs, 255);
            }
            producer.send(new ProducerRecord<>("tcp-events", 0, "site-a/0".getBytes(StandardCharsets.UTF_8), agent.batch(nowMs)));
        }

        void sendGarbage(int records) {
            Random random = new Random(7);
            for (int i = 0; i < records; i++) {
                byte[] value = new byte[i == 0 ? 0 : i * 50];
                random.nextBytes(value);
                producer.send(new ProducerRecord<>("tcp-events", 0, null, value));
            }
        }

        @Override
        public void close() {
            clock.shutdownNow();
            producer.close();
        }
    }

    /** Reads the hint topic. */
    private static final class HintReader implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<Double> latenciesMs = new ArrayList<>();

        HintReader(TestKafka kafka) {
            consumer = kafka.consumer("pacing-hints");
        }

        Hint await(String key, java.util.function.Predicate<Hint> wanted) {
            List<Hint> found = new ArrayList<>();
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(consumer)) {
                    long nowMs = System.currentTimeMillis();
                    Hint hint = HintCodec.decode(new String(record.value(), StandardCharsets.UTF_8));
                    if (hint.kafkaKey().equals(key)) {
                        latenciesMs.add(nowMs - hint.oldestEventAtMs());
                        if (wanted.test(hint)) {
                            found.add(hint);
                        }
                    }
                }
                return !found.isEmpty();
            });
            return found.get(0);
        }

        void describeLatency() {
            await("client/203.0.113.7", hint -> latenciesMs.size() > 60);
            List<Double> tail = latenciesMs.subList(latenciesMs.size() - 40, latenciesMs.size());
            System.out.println("latency ms " + tail.stream().sorted().map(Math::round).toList());
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
