package dev.tokenflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.job.config.StartFrom;
import dev.tokenflow.protocol.hint.PathCondition;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to the topics of feature rows and rejected input: hints go on, and the job does not restart. It may
 * not: the first failure ends it here.
 */
class SinkFaultsTest {
    private static final InMemoryReporter METRICS = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(1)
            .build());

    @TempDir
    static Path folder;

    private static TestKafka kafka;

    private @Nullable JobClient job;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void stopJob() throws Exception {
        if (job != null && !job.getJobStatus().get(10, TimeUnit.SECONDS).isTerminalState()) {
            job.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRecordThatIsLargerThanAProducerMaySendIsRejectedAndCut() throws Exception {
        start("path-features", "tcp-events-rejected");
        byte[] zeros = new byte[2_000_000];
        try (LiveAgent agent = new LiveAgent(kafka, "large", "203.0.113.20", 0);
                KafkaConsumer<byte[], byte[]> rejected = kafka.consumer("tcp-events-rejected");
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/203.0.113.20", hint -> hint.state() == PathCondition.CLEAR);
            produceCompressed(zeros);
            ConsumerRecord<byte[], byte[]> record = next(rejected);
            assertThat(record.value()).isEqualTo(new byte[65_536]);
            assertThat(header(record, "reason")).isEqualTo("magic");
            assertThat(header(record, "length")).isEqualTo("2000000");
            assertThat(header(record, "sha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(zeros)));
            assertHintsGoOn(hints, "client/203.0.113.20");
        }
    }

    @Test
    void hintsGoOnWithoutTheTopicsOfFeaturesAndRejectedInput() throws Exception {
        start("no-features", "no-rejected");
        try (LiveAgent agent = new LiveAgent(kafka, "missing", "203.0.113.21", 0);
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/203.0.113.21", hint -> hint.state() == PathCondition.CLEAR);
            agent.sendGarbage(400);
            awaitLost("features_lost", "missing_topic", 1);
            awaitLost("rejected_lost", "missing_topic", 400);
            assertThat(scopesOf("features_lost", "features_lost_by_reason", "rejected_lost_by_reason"))
                    .containsExactlyInAnyOrder( // as alerts and dashboards have them, behind flink_
                            "taskmanager_job_task_operator_tokenflow_features_lost",
                            "taskmanager_job_task_operator_tokenflow_reason_features_lost_by_reason",
                            "taskmanager_job_task_operator_tokenflow_reason_rejected_lost_by_reason");
            assertHintsGoOn(hints, "client/203.0.113.21");
        }
    }

    @Test
    void hintsGoOnWhenTheTopicOfRejectedInputRefusesLargeRecords() throws Exception {
        kafka.createTopic("tiny-rejected", 1, Map.of("max.message.bytes", "300"));
        start("path-features", "tiny-rejected");
        try (LiveAgent agent = new LiveAgent(kafka, "tiny", "203.0.113.22", 0);
                KafkaConsumer<byte[], byte[]> rejected = kafka.consumer("tiny-rejected");
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/203.0.113.22", hint -> hint.state() == PathCondition.CLEAR);
            agent.sendGarbage(20);
            awaitLost("rejected_lost", "too_large", 15);
            assertThat(header(next(rejected), "length")).isEqualTo("0");
            assertHintsGoOn(hints, "client/203.0.113.22");
        }
    }

    @Test
    void everythingGoesOnWhenTheBrokerIsBack() throws Exception {
        start("path-features", "tcp-events-rejected");
        try (LiveAgent agent = new LiveAgent(kafka, "outage", "203.0.113.23", 0);
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/203.0.113.23", hint -> hint.state() == PathCondition.CLEAR);
            kafka.stop();
            kafka.startAgain();
            assertHintsGoOn(hints, "client/203.0.113.23");
            try (KafkaConsumer<byte[], byte[]> features = kafka.consumer("path-features")) {
                long backMs = System.currentTimeMillis();
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(features)) {
                        if (record.timestamp() >= backMs) {
                            return true;
                        }
                    }
                    return false;
                });
            }
            assertHintsGoOn(hints, "client/203.0.113.23");
        }
    }

    private void start(String features, String rejected) throws Exception {
        KafkaConfig defaults = KafkaConfig.on(kafka.bootstrapServers());
        KafkaConfig topics = new KafkaConfig(
                kafka.bootstrapServers(),
                Map.of(),
                defaults.group(),
                StartFrom.LATEST,
                defaults.events(),
                defaults.models(),
                features,
                defaults.hints(),
                rejected,
                defaults.stats(),
                defaults.incidents());
        JobConfig config = JobConfig.on(kafka.bootstrapServers())
                .with(LifetimeConfig.DEFAULT.toldOften())
                .with(topics)
                .with(new RunConfig(1, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        TokenFlowJob.build(env, config);
        job = env.executeAsync();
    }

    private void assertHintsGoOn(HintReader hints, String key) throws Exception {
        long nowMs = System.currentTimeMillis();
        hints.await(key, hint -> hint.issuedAtMs() >= nowMs);
        assertThat(running().getJobStatus().get(10, TimeUnit.SECONDS)).isEqualTo(JobStatus.RUNNING);
    }

    private void awaitLost(String metric, String reason, long atLeast) {
        String name = "tokenflow\\.reason\\." + reason + "\\." + metric + "_by_reason$";
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(METRICS.findMetric(running().getJobID(), name))
                        .hasValueSatisfying(counter ->
                                assertThat(((Counter) counter).getCount()).isGreaterThanOrEqualTo(atLeast)));
    }

    private static Set<String> scopesOf(String... metrics) {
        Set<String> scopes = new HashSet<>();
        METRICS.getMetricsByGroup()
                .forEach((group, byName) -> Stream.of(metrics)
                        .filter(byName::containsKey)
                        .forEach(name -> scopes.add(
                                ((AbstractMetricGroup<?>) group).getLogicalScope(CharacterFilter.NO_OP_FILTER, '_')
                                        + "_" + name)));
        return scopes;
    }

    private JobClient running() {
        assertThat(job).isNotNull();
        return job;
    }

    private static void produceCompressed(byte[] value) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                Integer.toString(4 << 20));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("tcp-events", 0, null, value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static ConsumerRecord<byte[], byte[]> next(KafkaConsumer<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            TestKafka.poll(consumer).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
