package dev.tokenflow.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.hints.HintsStartException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.testbed.flink.EmbeddedJob;
import dev.tokenflow.testbed.kafka.KafkaFolder;
import dev.tokenflow.testbed.kafka.NewTopics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that lets nobody in without a password: job and hint server show theirs from a file. */
class SecuredKafkaTest {
    private static final String WHO = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final Map<String, String> SHOWN = Map.of(
            "security.protocol", "SASL_PLAINTEXT",
            "sasl.mechanism", "PLAIN",
            "sasl.jaas.config", WHO + "username=\"tokenflow\" password=\"open sesame\";");

    @TempDir
    private static Path folder;

    private static KafkaRaftServer server;
    private static String address;
    private static Path settings;

    @BeforeAll
    static void startBroker() throws Exception {
        int port = freePort();
        address = "127.0.0.1:" + port;
        Properties config = new Properties();
        try (InputStream in = Files.newInputStream(KafkaFolder.prepare(folder.resolve("kafka"), port, freePort()))) {
            config.load(in);
        }
        config.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("sasl.enabled.mechanisms", "PLAIN");
        config.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        config.put(
                "listener.name.plaintext.plain.sasl.jaas.config",
                WHO + "username=\"broker\" password=\"b\" user_broker=\"b\" user_tokenflow=\"open sesame\";");
        server = new KafkaRaftServer(KafkaConfig.fromProps(config), Time.SYSTEM);
        server.startup();
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(NewTopics.all()).all().get();
        }
        Properties file = new Properties();
        file.putAll(SHOWN);
        settings = folder.resolve("client.properties");
        try (var out = Files.newBufferedWriter(settings)) {
            file.store(out, null);
        }
    }

    @AfterAll
    static void stopBroker() {
        server.shutdown();
        server.awaitShutdown();
    }

    @Test
    void theHintServerReadsItsTopicOnlyWithThePassword() throws Exception {
        HintsConfig plain = HintsConfig.of("127.0.0.1", 0, address);
        HintsConfig shown = plain.with(plain.topic().withProperties(SHOWN));
        try (HintServer hints = HintServer.start(shown, (hint, nanos) -> {}, new PrometheusRegistry())) {
            await().atMost(Duration.ofSeconds(20)).until(hints::isReady);
        }
        assertThatThrownBy(() -> HintServer.start(
                        plain.with(plain.topic().withBrokerTimeout(Duration.ofSeconds(2))),
                        (hint, nanos) -> {},
                        new PrometheusRegistry()))
                .isInstanceOf(HintsStartException.class)
                .hasMessageContaining("no Kafka broker answers at " + address);
    }

    @Test
    void theJobReadsAndWritesWithThePassword() throws Exception {
        JobConfig config = JobConfig.parse(
                new String[] {
                    "--bootstrap-servers",
                    address,
                    "--kafka-properties",
                    settings.toString(),
                    "--start-from",
                    "earliest"
                },
                Map.of());
        TopicPartition rejected = new TopicPartition(config.kafka().rejected(), 0);
        try (EmbeddedJob job = EmbeddedJob.start(config);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            assertThat(job).isNotNull();
            consumer.assign(List.of(rejected));
            consumer.seekToBeginning(List.of(rejected));
            producer.send(new ProducerRecord<>(config.kafka().events(), "no batch".getBytes(StandardCharsets.UTF_8)))
                    .get();
            await("in by the source, out by the sink")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
        }
    }

    private static Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>(SHOWN);
        client.put("bootstrap.servers", address);
        return client;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
