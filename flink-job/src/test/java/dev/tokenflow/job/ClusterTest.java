package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.protocol.hint.PathCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar as it is shipped, submitted by Flink's command line and REST API to a real JobManager and TaskManager
 * that do not have our classes.
 */
@Tag("cluster")
class ClusterTest {
    private static final String CLIENT = "client/" + LiveAgent.CLIENT;
    private static final String TRAINING = TrainJob.class.getName();

    @TempDir
    Path folder;

    @Test
    void theJarRunsOnAStandaloneCluster() throws Exception {
        String jar = System.getProperty("job.jar");
        assertThat(Path.of(jar)).as("built by the package phase").exists();
        Path kafkaFolder = Files.createDirectory(folder.resolve("kafka"));
        Path flinkFolder = Files.createDirectory(folder.resolve("flink"));
        try (TestKafka kafka = TestKafka.start(kafkaFolder);
                FlinkProcesses flink = FlinkProcesses.start(flinkFolder)) {
            try {
                refusesWhatItCannotRunWith(flink, jar);
                runsWithoutFlinkMl(flink, kafka, Path.of(jar));
                trains(flink, kafka, jar);
                runsByTheRestApi(flink, kafka, Path.of(jar));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + flink.logs(), e);
            }
        }
    }

    private static void refusesWhatItCannotRunWith(FlinkProcesses flink, String jar) throws Exception {
        isRefused(
                flink.cli("run", "-d", jar, "--slide", "soon"),
                "--slide is 'soon', expected a duration such as 200 ms");
        isRefused(flink.cli("run", "-d", "-p", "129", jar), "parallelism is 129, expected at most path-groups, 128");
        isRefused(
                flink.cli("run", "-d", "-t", "remote", "-Dstate.backend.type=rocksdb", jar),
                "Flink's state.backend.type is 'rocksdb', expected hashmap");
        isRefused(
                flink.cli("run", "-d", "-c", TRAINING, jar, "--every", "1 min"),
                "--every is for a training in a process of its own");
    }

    private static void isRefused(FlinkProcesses.Outcome outcome, String line) {
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(2);
        assertThat(outcome.output()).contains("tokenflow: " + line).doesNotContain("\tat dev.tokenflow");
    }

    /** What paces, with a model too, needs none of that library's classes. */
    private void runsWithoutFlinkMl(FlinkProcesses flink, TestKafka kafka, Path jar) throws Exception {
        Path secrets = Files.writeString(folder.resolve("kafka.properties"), "ssl.keystore.key=hidden-word\n");
        FlinkProcesses.Outcome submitted = flink.cli(
                "run",
                "-d",
                withoutFlinkMl(jar).toString(),
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--kafka-properties",
                secrets.toString(),
                "--start-from",
                "earliest",
                "--rate-cap",
                "70");
        assertThat(submitted.status()).as(submitted.output()).isZero();
        String job = FlinkProcesses.field(flink.get("/jobs"), "id");
        try (LiveAgent agent = new LiveAgent(kafka);
                HintReader hints = new HintReader(kafka);
                KafkaProducer<byte[], byte[]> models = kafka.producer()) {
            hints.await(CLIENT, hint -> hint.state() == PathCondition.CLEAR);
            agent.sendGarbage(20);
            agent.roundTrips(400);
            hints.await(CLIENT, hint -> hint.state() == PathCondition.CONGESTED);
            models.send(new ProducerRecord<>("models", "anomaly".getBytes(StandardCharsets.UTF_8), forest()))
                    .get();
            hints.await(CLIENT, hint -> hint.model().contains("anomaly 7") && hint.anomalyScore() > 0);
        }
        assertThat(flink.get("/jobs/" + job + "/config"))
                .contains("\"rate-cap\":\"70\"")
                .contains("\"slide\":\"200 ms\"")
                .contains("\"parallelism\":\"as Flink is set\"")
                .contains("\"kafka-properties\":\"" + secrets + "\"")
                .doesNotContain("hidden-word");
        flink.cli("cancel", job);
        await().atMost(Duration.ofSeconds(30)).until(() -> state(flink, job).equals("CANCELED"));
    }

    private static void trains(FlinkProcesses flink, TestKafka kafka, String jar) throws Exception {
        FlinkProcesses.Outcome waited =
                flink.cli("run", "-c", TRAINING, jar, "--bootstrap-servers", kafka.bootstrapServers());
        assertThat(waited.status()).as(waited.output()).isZero();
        assertThat(waited.output()).contains("rows read", "models published");

        FlinkProcesses.Outcome left =
                flink.cli("run", "-d", "-c", TRAINING, jar, "--bootstrap-servers", kafka.bootstrapServers());
        assertThat(left.status()).as(left.output()).isZero();
        assertThat(left.output()).contains("The training is submitted as job ").doesNotContain("failed");
        String job = left.output().replaceAll("(?s).*submitted as job (\\w+).*", "$1");
        await().atMost(Duration.ofSeconds(60)).until(() -> state(flink, job).equals("FINISHED"));
        assertThat(flink.get("/jobs/" + job + "/accumulators")).contains("rtt-1s-upper: ");
    }

    private static void runsByTheRestApi(FlinkProcesses flink, TestKafka kafka, Path jar) throws Exception {
        String id = flink.upload(jar);
        assertThat(flink.run(id, TokenFlowJob.class.getName(), "--slide", "soon"))
                .contains("--slide is 'soon', expected a duration such as 200 ms");
        assertThat(flink.get("/overview")).as("the JobManager lives").contains("\"taskmanagers\":1");

        String training =
                FlinkProcesses.field(flink.run(id, TRAINING, "--bootstrap-servers", kafka.bootstrapServers()), "jobid");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> state(flink, training).equals("FINISHED"));

        String job = FlinkProcesses.field(
                flink.run(id, TokenFlowJob.class.getName(), "--bootstrap-servers", kafka.bootstrapServers()), "jobid");
        await().atMost(Duration.ofSeconds(30)).until(() -> state(flink, job).equals("RUNNING"));
    }

    private static String state(FlinkProcesses flink, String job) throws Exception {
        return FlinkProcesses.field(flink.get("/jobs/" + job), "state");
    }

    private Path withoutFlinkMl(Path jar) throws IOException {
        Path smaller = folder.resolve("without-flink-ml.jar");
        int left = 0;
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(smaller))) {
            for (Enumeration<? extends ZipEntry> all = from.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (entry.getName().startsWith("org/apache/flink/ml/")) {
                    left++;
                    continue;
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream content = from.getInputStream(entry)) {
                    content.transferTo(to);
                }
                to.closeEntry();
            }
        }
        assertThat(left).as("classes of Flink ML in the jar").isPositive();
        return smaller;
    }

    private static byte[] forest() {
        int inputs = PathModel.ANOMALY.schema().size();
        double[] rows = new Random(1).doubles(100L * inputs).toArray();
        return ModelCodec.encode(new TrainedModel(
                "anomaly",
                "7",
                0,
                PathModel.ANOMALY.schema(),
                Map.of(),
                new IsolationForestTrainer(new ForestConfig(10, 64, 1)).fit(rows, inputs)));
    }
}
