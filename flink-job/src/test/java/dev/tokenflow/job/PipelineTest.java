package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.job.config.StartFrom;
import dev.tokenflow.job.metric.JobCounters;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
                .with(LifetimeConfig.DEFAULT.toldOften())
                .with(KafkaConfig.on(kafka.bootstrapServers()).startingFrom(StartFrom.EARLIEST))
                .with(new RunConfig(2, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.build(env, config);
        JobClient job = env.executeAsync();
        try (LiveAgent agent = new LiveAgent(kafka);
                KafkaConsumer<byte[], byte[]> rejected = kafka.consumer("tcp-events-rejected");
                HintReader hints = new HintReader(kafka)) {
            hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CLEAR);
            agent.sendGarbage(20);
            agent.roundTrips(400);
            Hint congested = hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CONGESTED);
            assertThat(congested.tokensPerChunk()).isGreaterThan(1);
            assertThat(congested.rtt().minMs()).isEqualTo(40);

            List<String> reasons = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(rejected)) {
                    reasons.add(new String(record.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
                }
                return reasons.size() >= 20;
            });
            assertThat(hints.await("site/site-a", hint -> true).state()).isEqualTo(PathCondition.UNKNOWN);
            assertThat(reasons).hasSize(20).contains("truncated", "magic");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Map<JobMetric, Long> counters = JobCounters.read(job).get(10, TimeUnit.SECONDS);
                assertThat(counters.get(JobMetric.BATCHES_REJECTED)).isEqualTo(20);
                assertThat(counters.get(JobMetric.EVENTS_IN)).isPositive();
                assertThat(counters.get(JobMetric.HINTS_OUT)).isPositive();
                assertThat(counters.get(JobMetric.FEATURES_OUT)).isPositive();
                assertThat(counters.get(JobMetric.EVENTS_LATE)).isZero();
            });
        } finally {
            job.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    /** All three share a partition; a wrong clock is clamped to the append time, so nobody is late and nobody waits. */
    @Test
    void anAgentAnHourOffNeitherStallsNorPoisonsTheOthers() throws Exception {
        JobConfig config = JobConfig.on(kafka.bootstrapServers())
                .with(LifetimeConfig.DEFAULT.toldOften())
                .with(new RunConfig(1, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.build(env, config);
        JobClient job = env.executeAsync();
        long hourMs = Duration.ofHours(1).toMillis();
        try (LiveAgent right = new LiveAgent(kafka, "right", "198.51.100.1", 0);
                LiveAgent future = new LiveAgent(kafka, "future", "198.51.100.2", hourMs);
                LiveAgent past = new LiveAgent(kafka, "past", "198.51.100.3", -hourMs);
                HintReader hints = new HintReader(kafka)) {
            for (String client : List.of("198.51.100.1", "198.51.100.2", "198.51.100.3")) {
                long startMs = System.currentTimeMillis();
                Hint hint = hints.await("client/" + client, h -> h.issuedAtMs() >= startMs);
                assertThat(hint.state()).as(client).isEqualTo(PathCondition.CLEAR);
                assertThat(hint.issuedAtMs()).as(client).isLessThan(System.currentTimeMillis() + 2_000);
            }
            for (LiveAgent agent : List.of(right, future, past)) {
                agent.roundTrips(400);
            }
            hints.await("client/198.51.100.1", hint -> hint.state() == PathCondition.CONGESTED);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Map<JobMetric, Long> counters = JobCounters.read(job).get(10, TimeUnit.SECONDS);
                assertThat(counters.get(JobMetric.BATCHES_SKEWED)).isPositive();
                assertThat(counters.get(JobMetric.EVENTS_LATE)).isZero();
            });
        } finally {
            job.cancel().get(30, TimeUnit.SECONDS);
        }
    }
}
