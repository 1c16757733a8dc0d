package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.sink.KafkaSinks;
import dev.tokenflow.job.source.KafkaSources;
import dev.tokenflow.job.train.ModelTopic;
import dev.tokenflow.job.train.TrainingReport;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Tenant;
import dev.tokenflow.protocol.model.ModelCard;
import dev.tokenflow.protocol.model.ModelKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rows of the feature topic to models in hints, on a real broker and a real Flink. */
class TrainJobTest {
    private static final int ROWS = 3_000;

    @TempDir
    Path folder;

    @Test
    void whatIsTrainedIsSwappedIntoTheRunningJob() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            writeRows(kafka);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment();
            TokenFlowJob.build(env, JobConfig.on(kafka.bootstrapServers()).with(LifetimeConfig.DEFAULT.toldOften()));
            JobClient job = env.executeAsync();
            try (LiveAgent agent = new LiveAgent(kafka);
                    HintReader hints = new HintReader(kafka)) {
                String client = "client/" + LiveAgent.CLIENT;
                Hint before = hints.await(client, hint -> hint.rtt().minMs() > 0);
                assertThat(before.model()).isEmpty();
                assertThat(before.anomalyScore()).isNaN();

                TrainingReport first = train(kafka, "1");
                assertThat(first.rows()).isGreaterThanOrEqualTo(ROWS + 1);
                assertThat(first.unreadable()).isEqualTo(1);
                assertThat(first.published()).contains("anomaly", "rtt-1s", "rtt-1s-upper");
                assertThat(first.verdicts()).hasSize(5);
                Hint scored = hints.await(
                        client,
                        hint -> hint.model().contains("rtt-1s 1")
                                && hint.model().contains("anomaly 1"));
                assertThat(scored.anomalyScore()).isBetween(0.2, 1.0);
                assertThat(scored.predictedRttMs()).isBetween(20.0, 200.0);

                train(kafka, "2");
                hints.await(
                        client,
                        hint -> hint.model().contains("rtt-1s 2")
                                && hint.model().contains("anomaly 2"));
                try (KafkaProducer<byte[], byte[]> models = kafka.producer()) {
                    models.send(new ProducerRecord<>("models", bytes("rtt-1s"), new byte[] {1, 2, 3}))
                            .get();
                    models.send(new ProducerRecord<>("models", bytes("anomaly"), null))
                            .get();
                }
                Hint after = hints.await(
                        client, hint -> !hint.model().isEmpty() && !hint.model().contains("anomaly"));
                assertThat(after.model())
                        .as("a damaged model leaves the last good one")
                        .contains("rtt-1s 2");
                assertThat(after.anomalyScore()).isNaN();
                assertKept(kafka);
            } finally {
                job.cancel().get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Both versions are in the topic with their cards; a training that keeps one removes the others. */
    private static void assertKept(TestKafka kafka) throws Exception {
        ModelTopic topic = new ModelTopic(kafka.bootstrapServers(), Map.of(), "models");
        List<ModelTopic.Entry> before = topic.read();
        assertThat(ModelTopic.versions(before, "anomaly")).containsExactly("2", "1");
        ModelCard card = card(before, ModelKey.card("anomaly", "1"));
        assertThat(card.rows()).isGreaterThan(1_000);
        assertThat(card.paths()).as("and those of the live client").isGreaterThanOrEqualTo(3);
        assertThat(card.toMs() - card.fromMs()).isGreaterThanOrEqualTo((ROWS / 3 - 1) * 200.0);
        assertThat(card.threshold()).isBetween(0.4, 0.9);
        assertThat(card.metrics()).containsKeys("held_rows", "made_up_found", "usual_rtt_ratio_high");
        assertThat(card(before, ModelKey.card("rtt-1s", "2")).metrics()).containsKeys("mae", "mae_persistence");

        train(kafka, "3", "--kept-versions", "1");
        List<ModelTopic.Entry> after = topic.read();
        assertThat(ModelTopic.versions(after, "anomaly")).containsExactly("3");
        assertThat(after.stream().map(entry -> entry.key().text()))
                .contains("anomaly", "anomaly/card/3")
                .doesNotContain("anomaly/card/1", "anomaly/card/2");
    }

    private static ModelCard card(List<ModelTopic.Entry> entries, ModelKey key) throws Exception {
        byte[] json = entries.stream()
                .filter(entry -> entry.key().equals(key))
                .findAny()
                .orElseThrow()
                .content();
        return ModelCard.decode(new String(json, StandardCharsets.UTF_8));
    }

    @Test
    void aModelThatDoesNotFitIsRefusedAndSaysSo() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            writeRows(kafka);
            TrainingReport report = TrainJob.train(
                    StreamExecutionEnvironment.createLocalEnvironment(),
                    TrainConfig.parse(
                            new String[] {
                                "--once", "--bootstrap-servers", kafka.bootstrapServers(), "--max-model-bytes", "1000"
                            },
                            Map.of()));

            assertThat(report.published()).isEmpty();
            assertThat(report.verdicts()).anyMatch(line -> line.startsWith("anomaly: refused, it has"));
        }
    }

    /**
     * On a cluster whose default are checkpoints, a streaming job would go on after the last, with nothing gathered.
     */
    @Test
    void aTrainingThatFailsInTheMiddleLearnsFromAllRows() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder);
                KafkaConsumer<byte[], byte[]> models = kafka.consumer("models")) {
            writeRows(kafka);
            TrainConfig config =
                    TrainConfig.parse(new String[] {"--bootstrap-servers", kafka.bootstrapServers()}, Map.of());
            StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(
                    1,
                    new Configuration()
                            .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.parse("16m"))
                            .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse("16m"))
                            .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10))
                            .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                            .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO));
            TrainJob.configure(env);
            Instant now = Instant.now();
            FailsOnce.failures.set(0);
            TrainJob.define(
                    KafkaSources.featureRows(env, config, now).map(new FailsOnce()),
                    config,
                    now.toEpochMilli(),
                    List.of(),
                    KafkaSinks.models(config));

            TrainingReport report = TrainingReport.of(env.execute());

            assertThat(FailsOnce.failures).hasValue(1);
            assertThat(report.rows()).isEqualTo(ROWS + 1);
            assertThat(report.published()).contains("anomaly", "rtt-1s");
            List<String> sent = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                TestKafka.poll(models).forEach(record -> sent.add(new String(record.key(), StandardCharsets.UTF_8)));
                return sent.size() >= 3 * report.published().size();
            });
            assertThat(sent)
                    .as("each with a card, and kept")
                    .hasSize(3 * report.published().size());
            assertThat(sent).containsAll(report.published());
        }
    }

    /** Passes rows slowly, so that there is time for checkpoints, and fails at the middle of the first attempt. */
    private static final class FailsOnce implements MapFunction<String, String> {
        static final AtomicInteger failures = new AtomicInteger();
        private static final long serialVersionUID = 1L;
        private static final long ROW_NS = 200_000;

        private int rows;

        @Override
        public String map(String row) {
            if (failures.get() == 0) {
                LockSupport.parkNanos(ROW_NS);
                if (++rows == ROWS / 2) {
                    failures.incrementAndGet();
                    throw new IllegalStateException("fails once");
                }
            }
            return row;
        }
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            TrainConfig config = TrainConfig.parse(
                    new String[] {
                        "--once", "--bootstrap-servers", kafka.bootstrapServers(), "--features-topic", "nowhere"
                    },
                    Map.of());
            assertThatThrownBy(() -> TrainJob.train(StreamExecutionEnvironment.createLocalEnvironment(), config))
                    .isInstanceOf(IOException.class)
                    .hasMessage("topic 'nowhere' does not exist at " + kafka.bootstrapServers());
        }
    }

    private static TrainingReport train(TestKafka kafka, String version, String... more) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("--once", "--bootstrap-servers", kafka.bootstrapServers(), "--model-version", version));
        words.addAll(List.of(more));
        TrainConfig config = TrainConfig.parse(words.toArray(String[]::new), Map.of());
        return TrainJob.train(StreamExecutionEnvironment.createLocalEnvironment(), config);
    }

    /** Three paths on which what waits to be sent tells the round trip a second later, which no average can know. */
    private static void writeRows(TestKafka kafka) throws Exception {
        Random random = new Random(1);
        long startMs = System.currentTimeMillis() - 10 * 60_000;
        int perPath = ROWS / 3;
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (int path = 0; path < 3; path++) {
                double[] waiting = random.doubles(perPath + 5, 0, 100).toArray();
                for (int i = 0; i < perPath; i++) {
                    double rttMs = 40 + (i < 5 ? 0 : waiting[i - 5]) + random.nextDouble();
                    String json = PathRowCodec.encode(
                            reading(path, startMs + 200L * i, rttMs, (long) (1_024 * waiting[i])),
                            PathScore.NONE.diagnosed(Diagnosis.NORMAL, ""));
                    var unused =
                            producer.send(new ProducerRecord<>("path-features", bytes("client/" + path), bytes(json)));
                }
            }
            producer.send(new ProducerRecord<>("path-features", bytes("x"), bytes("no row")))
                    .get();
        }
    }

    private static PathReading reading(int path, long atMs, double rttMs, long unsentBytes) {
        PathFeatures features = new PathFeatures(
                PathName.client(Tenant.NONE, 0, 0xffff_0a00_0000L + path),
                atMs,
                50,
                40,
                150,
                90,
                90,
                140,
                20,
                500,
                0,
                0,
                0,
                10_000,
                1,
                1,
                unsentBytes,
                1,
                90,
                90,
                140,
                40,
                atMs,
                false,
                PathFacts.UNKNOWN);
        PathSignals signals = new PathSignals(
                atMs, 5, 10, rttMs, rttMs, 40, 1, 1, 500, 0, 0, 1, unsentBytes, 1, 1, 1, PathCauses.UNKNOWN);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {"site"});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
