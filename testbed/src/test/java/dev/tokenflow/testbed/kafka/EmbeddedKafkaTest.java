package dev.tokenflow.testbed.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.topic.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {
    @Test
    void takesRecordsAndLeavesNeitherFolderNorPort() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        Path folder = kafka.folder();
        int port = Integer.parseInt(
                kafka.bootstrapServers().substring(kafka.bootstrapServers().indexOf(':') + 1));
        try (kafka) {
            assertThat(folder).isDirectory();
            assertThat(kafka.records(Topics.HINTS)).isZero();
            send(kafka.bootstrapServers());
            assertThat(kafka.records(Topics.HINTS)).isEqualTo(1);
        }
        assertThat(Files.exists(folder)).isFalse();
        requireFree(port);
    }

    private static void send(String bootstrapServers) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.HINTS, "key", "value")).get();
        }
    }

    private static void requireFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress("127.0.0.1", port));
        }
    }
}
