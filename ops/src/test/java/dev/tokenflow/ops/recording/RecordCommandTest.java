package dev.tokenflow.ops.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.ops.Said;
import dev.tokenflow.ops.TokenFlow;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SampleEvents EVENTS = new SampleEvents(7);

    private static EmbeddedKafka kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void whatTheTopicHoldsComesBackAsFeatures() throws Exception {
        List<byte[]> batches = EVENTS.batches("host-0");
        send(batches);
        send(List.of("no batch".getBytes(StandardCharsets.UTF_8)));
        Path file = folder.resolve("events.bin");
        Said said = record("--out", file.toString(), "--from", "earliest", "--seconds", "2");

        assertThat(said.status()).isZero();
        assertThat(said.err()).hasSize(2).last().asString().contains("1 records that are no batches left out");
        assertThat(Files.readAllBytes(file)).endsWith(concatenated(batches));
        Said features = Said.by("features", "--in", file.toString());
        assertThat(features.status()).isZero();
        assertThat(features.out()).anyMatch(row -> row.startsWith("site,host-0,"));
    }

    /** A process of its own, ended as Ctrl-C or kill ends it. */
    @Test
    void aSignalEndsItInOrder() throws Exception {
        Path file = folder.resolve("live.bin");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenFlow.class.getName(),
                        "record",
                        "--bootstrap-servers",
                        kafka.bootstrapServers(),
                        "--out",
                        file.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String line = err.readLine();
            while (line != null && !line.contains("recording tcp-events")) {
                line = err.readLine();
            }
            List<byte[]> batches = EVENTS.batches("host-1");
            send(batches);
            byte[] expected = concatenated(batches);
            await().atMost(PATIENCE).until(() -> Files.size(file) == expected.length);
            process.toHandle().destroy(); // the process itself would close its output first

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(err.readLine()).contains("recorded " + batches.size() + " batches with ");
            assertThat(Files.readAllBytes(file)).isEqualTo(expected);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatCannotBeDoneIsOneLine() {
        String file = folder.resolve("events.bin").toString();
        refused("has no topic 'nothing'", record("--out", file, "--topic", "nothing"));
        refused("cannot write to '/nowhere/events.bin'", record("--out", "/nowhere/events.bin"));
        refused("expected more than 0", record("--out", file, "--seconds", "0"));
        refused("expected one of [earliest, latest]", record("--out", file, "--from", "yesterday"));
        refused("Missing required option", record("--seconds", "1"));
        refused("--bootstrap-servers: ", Said.by("record", "--bootstrap-servers", "nowhere", "--out", file));
        refused(
                "no Kafka broker answers at 127.0.0.1:1",
                Said.by("record", "--bootstrap-servers", "127.0.0.1:1", "--out", file));
        assertThat(Files.exists(Path.of(file))).isFalse();
    }

    @Test
    void theHelpIsNoError() {
        assertThat(Said.by("record", "--help").status()).isZero();
    }

    private static void refused(String expected, Said said) {
        said.assertRefused(expected);
    }

    private static Said record(String... more) {
        List<String> words = new ArrayList<>(List.of("record", "--bootstrap-servers", kafka.bootstrapServers()));
        words.addAll(List.of(more));
        return Said.by(words.toArray(String[]::new));
    }

    private static void send(List<byte[]> values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            values.forEach(value -> sent.add(producer.send(new ProducerRecord<>(Topics.EVENTS, value))));
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        }
    }

    private static byte[] concatenated(List<byte[]> batches) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        batches.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
