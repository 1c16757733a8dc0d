package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.KafkaConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.job.config.StartFrom;
import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.protocol.hint.PathCondition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job stopped with a savepoint and started again with another parallelism says what it says when it is left alone.
 */
class RescaleTest {
    private static final int PHASES = 3;
    private static final long PHASE_MS = 10_000;
    private static final long TALK_MS = 6_000;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(new Configuration()
                    .set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive)
                    .set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO)
                    .set(JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO)
                    .set(JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO))
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    /** A partition that is read later than the other on a busy machine is not idle. */
    private static final TimeConfig NOBODY_IS_IDLE = new TimeConfig(
            TimeConfig.DEFAULT.outOfOrderness(),
            Duration.ofMinutes(1),
            TimeConfig.DEFAULT.shardPatience(),
            null,
            TimeConfig.DEFAULT.maxClockSkew());

    private static final Pattern WINDOW_END = Pattern.compile("\"window_end\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    @Test
    void oneTwoOneSubtasksGiveTheSameFeaturesAsOne() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            List<String> still = run(kafka, "still", 1, 1, 1);
            List<String> rescaled = run(kafka, "rescaled", 1, 2, 1);

            assertThat(still).hasSizeGreaterThan(1_000).anyMatch(row -> row.contains("\"scope\":\"client\""));
            assertThat(rescaled).isEqualTo(still);
        }
    }

    /** As Flink's reactive mode and an autoscaler do it: the graph stays, its tasks become more. */
    @Test
    void aRunningJobTakesAnotherParallelism(@InjectClusterClient RestClusterClient<?> cluster) throws Exception {
        try (TestKafka kafka = TestKafka.start(folder);
                LiveAgent agent = new LiveAgent(kafka);
                HintReader hints = new HintReader(kafka)) {
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            JobConfig config = JobConfig.on(kafka.bootstrapServers());
            TokenFlowJob.build(
                    env,
                    config.with(new RunConfig(1, Duration.ofMillis(200), Duration.ofMillis(2), Duration.ofMillis(2))));
            JobClient job = env.executeAsync();
            try {
                hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CLEAR);

                JobResourceRequirements.Builder two = JobResourceRequirements.newBuilder();
                tasks(cluster, job).forEach(task -> two.setParallelismForJobVertex(task.getJobVertexID(), 1, 2));
                cluster.updateJobResourceRequirements(job.getJobID(), two.build())
                        .get(30, TimeUnit.SECONDS);

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> tasks(cluster, job).stream()
                                .allMatch(task -> task.getParallelism() == 2
                                        && task.getExecutionState() == ExecutionState.RUNNING));
                agent.roundTrips(400);
                hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CONGESTED);
            } finally {
                job.cancel().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static Collection<JobDetailsInfo.JobVertexDetailsInfo> tasks(RestClusterClient<?> cluster, JobClient job)
            throws Exception {
        return cluster.getJobDetails(job.getJobID()).get(30, TimeUnit.SECONDS).getJobVertexInfos();
    }

    /**
     * Feeds a phase, waits for its features, stops with a savepoint, and so on; returns all features, sorted, without
     * alarms.
     */
    private List<String> run(TestKafka kafka, String name, int... parallelism) throws Exception {
        KafkaConfig defaults = KafkaConfig.on(kafka.bootstrapServers());
        KafkaConfig topics = new KafkaConfig(
                kafka.bootstrapServers(),
                Map.of(),
                name,
                StartFrom.EARLIEST,
                name + "-events",
                defaults.models(),
                name + "-features",
                name + "-hints",
                defaults.rejected(),
                defaults.stats(),
                KafkaConfig.NONE);
        kafka.createTopic(topics.events(), 2);
        kafka.createTopic(topics.features(), 1);
        kafka.createTopic(topics.hints(), 1);
        List<String> rows = new ArrayList<>();
        String savepoint = null;
        try (KafkaConsumer<byte[], byte[]> features = kafka.consumer(topics.features());
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            Traffic traffic = new Traffic(producer, topics.events());
            for (int phase = 0; phase < PHASES; phase++) {
                JobClient job = start(topics, parallelism[phase], savepoint);
                traffic.phase(phase);
                awaitEnd(phase, features, rows);
                savepoint = job.stopWithSavepoint(
                                false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                        .get(60, TimeUnit.SECONDS);
            }
            collect(features, rows);
        }
        return rows.stream()
                .filter(row -> !row.contains("\"alarm\":true"))
                .sorted()
                .toList();
    }

    private static JobClient start(KafkaConfig topics, int parallelism, @Nullable String savepoint) throws Exception {
        Configuration recovery = new Configuration();
        if (savepoint != null) {
            recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(recovery);
        JobConfig config = JobConfig.on(topics.bootstrapServers())
                .with(topics)
                .with(NOBODY_IS_IDLE)
                .with(new RowConfig(Duration.ZERO, Duration.ofSeconds(10)))
                .with(new RunConfig(parallelism, Duration.ofMinutes(10), Duration.ofMillis(2), Duration.ofMillis(2)));
        TokenFlowJob.build(env, config);
        return env.executeAsync();
    }

    /** A second after the last ACK both sites have no active stream any more: these rows are the last of a phase. */
    private static void awaitEnd(int phase, KafkaConsumer<byte[], byte[]> features, List<String> rows) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            collect(features, rows);
            return rows.stream().filter(row -> isLast(phase, row)).count() >= 2;
        });
    }

    private static boolean isLast(int phase, String row) {
        Instant end = Instant.ofEpochMilli(Traffic.START_MS + phase * PHASE_MS + TALK_MS + 1_000);
        Matcher windowEnd = WINDOW_END.matcher(row);
        return row.contains("\"scope\":\"site\"")
                && row.contains("\"active_streams\":0,")
                && windowEnd.find()
                && !Instant.parse(windowEnd.group(1)).isBefore(end);
    }

    private static void collect(KafkaConsumer<byte[], byte[]> features, List<String> rows) {
        for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(features)) {
            rows.add(new String(record.value(), StandardCharsets.UTF_8));
        }
    }

    /** Two agents, a partition each, 40 clients; six seconds of traffic and then only heartbeats, in every phase. */
    private static final class Traffic {
        static final long START_MS = 1_000_000_000_000L;

        private final KafkaProducer<byte[], byte[]> producer;
        private final String topic;
        private final Random random = new Random(5);
        private final List<TestAgent> agents = List.of(new TestAgent("a", 1), new TestAgent("b", 1));

        Traffic(KafkaProducer<byte[], byte[]> producer, String topic) {
            this.producer = producer;
            this.topic = topic;
        }

        void phase(int phase) {
            long startMs = START_MS + phase * PHASE_MS;
            for (long closedMs = startMs + 50; closedMs < startMs + PHASE_MS; closedMs += 50) {
                for (int i = 0; i < agents.size(); i++) {
                    TestAgent agent = agents.get(i);
                    for (int n = closedMs <= startMs + TALK_MS ? 20 : 0; n > 0; n--) {
                        int client = random.nextInt(40);
                        String address = "198.51." + (client % 4) + "." + client;
                        long atMs = closedMs - 1 - random.nextInt(40);
                        agent.ack(
                                atMs,
                                address,
                                100L * client + 10L * i + random.nextInt(2),
                                30 + random.nextInt(20),
                                255);
                        if (random.nextInt(50) == 0) {
                            agent.retransmit(atMs, address, 100L * client + 10L * i, 1);
                        }
                    }
                    send(i, agent.batch(closedMs), closedMs);
                }
            }
            producer.flush();
        }

        private void send(int partition, byte[] batch, long atMs) {
            byte[] key = {(byte) partition};
            var unused = producer.send(new ProducerRecord<>(topic, partition, atMs, key, batch));
        }
    }
}
