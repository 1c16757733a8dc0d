package dev.tokenflow.testbed.kafka;

import dev.tokenflow.testbed.process.Folders;
import dev.tokenflow.testbed.process.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker and controller (KRaft) in this process, on loopback, with TokenFlow's topics. Its data is deleted
 * when it is closed.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final Path folder;
    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedKafka(Path folder, KafkaRaftServer server, String bootstrapServers) {
        this.folder = folder;
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Formats a data folder, starts the broker and makes the topics; takes about 4 s.
     *
     * @throws IOException when no folder or port can be had or the broker does not come up
     */
    public static EmbeddedKafka start() throws IOException {
        Path folder = Files.createTempDirectory("tokenflow-kafka-");
        try {
            return start(folder);
        } catch (IOException | RuntimeException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    private static EmbeddedKafka start(Path folder) throws IOException {
        int brokerPort = FreePorts.next();
        Properties config = new Properties();
        try (InputStream in = Files.newInputStream(KafkaFolder.prepare(folder, brokerPort, FreePorts.next()))) {
            config.load(in);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config), Time.SYSTEM);
        server.startup();
        EmbeddedKafka kafka = new EmbeddedKafka(folder, server, "127.0.0.1:" + brokerPort);
        try {
            kafka.createTopics();
        } catch (IOException e) {
            server.shutdown();
            server.awaitShutdown();
            throw e;
        }
        return kafka;
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where its data is. */
    Path folder() {
        return folder;
    }

    /** Records ever appended to a topic's only partition. */
    public long records(String topic) throws IOException {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin()) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new IOException("the broker does not say how many records " + topic + " has", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createTopics() throws IOException {
        try (Admin admin = admin()) {
            admin.createTopics(NewTopics.all()).all().get();
        } catch (ExecutionException e) {
            throw new IOException("the broker is up but its topics could not be made: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }
}
