package dev.tokenflow.testbed.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaFolderTest {
    @TempDir
    Path folder;

    @Test
    void aSecondBrokerIsOfTheSameClusterAndAsksTheFirstOnesController() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Properties one = read(KafkaFolder.prepare(first, 19_092, 19_093));
        Properties two = read(KafkaFolder.join(second, 19_094, first, Map.of("num.io.threads", "2")));
        assertThat(two)
                .containsEntry("process.roles", "broker")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:19093")
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:19094")
                .containsEntry("num.io.threads", "2");
        assertThat(two.getProperty("node.id")).isNotEqualTo(one.getProperty("node.id"));
        assertThat(cluster(second)).isEqualTo(cluster(first));
    }

    private static String cluster(Path folder) throws IOException {
        return read(folder.resolve("log").resolve("meta.properties")).getProperty("cluster.id");
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }
}
