package dev.tokenflow.ops.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.flink.EmbeddedJob;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recording goes through the real broker and the real job once more, and comes out as hints for the clients in it.
 */
class ReplayThroughJobTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SampleEvents EVENTS = new SampleEvents(11);

    @TempDir
    private Path folder;

    @Test
    void hintsAreMadeOfWhatWasRecorded() throws Exception {
        Path file = folder.resolve("events.tfev");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String agent : EVENTS.agents()) {
            for (byte[] batch : EVENTS.batches(agent)) {
                bytes.write(batch);
            }
        }
        Files.write(file, bytes.toByteArray());

        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedJob job = EmbeddedJob.start(JobConfig.on(kafka.bootstrapServers()))) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int status = AgentMain.execute(
                    new PrintWriter(out),
                    new PrintWriter(err),
                    "replay",
                    file.toString(),
                    "--speed",
                    "5",
                    "--max-age",
                    "30s", // a busy machine must not lose what is counted
                    "--bootstrap-servers",
                    kafka.bootstrapServers());
            assertThat(status).as(err.toString()).isZero();
            assertThat(out.toString()).contains(String.format(Locale.ROOT, "with %,d events", EVENTS.size()));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(job.counters().get(JobMetric.EVENTS_IN)).isEqualTo(EVENTS.size()));
            assertThat(job.counters().get(JobMetric.EVENTS_LATE)).isZero();
            assertThat(job.counters().get(JobMetric.BATCHES_REJECTED)).isZero();
            assertThat(job.counters().get(JobMetric.EVENTS_REJECTED)).isZero();
            assertThat(hinted(kafka)).contains("203.0.113.7", "203.0.113.8", "2001:db8::1", "10.0.0.1");
        }
    }

    private static Set<String> hinted(EmbeddedKafka kafka) throws IOException {
        Set<String> clients = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "replay-test",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.HINTS));
            await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<byte[], byte[]> hint : consumer.poll(Duration.ofMillis(200))) {
                    clients.add(HintCodec.decode(new String(hint.value(), StandardCharsets.UTF_8))
                            .key());
                }
                return clients.size() >= 4;
            });
        }
        return clients;
    }
}
