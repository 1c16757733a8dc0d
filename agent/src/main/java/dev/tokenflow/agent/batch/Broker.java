package dev.tokenflow.agent.batch;

import dev.tokenflow.agent.host.StartupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster as the agent needs it: reachable, with the topic, and known by its ports. */
public final class Broker {
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(3);
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int BATCH_BYTES = 512 << 10;
    private static final long BUFFER_BYTES = 32 << 20;

    private final String bootstrapServers;
    private final Map<String, String> properties;
    private final String topic;
    private final String clientId;

    /**
     * A cluster that was not yet asked.
     *
     * @param bootstrapServers {@code host:port,…}
     * @param properties further settings of the Kafka clients
     * @param topic where batches go
     * @param name of who sends, part of the client id
     */
    public Broker(String bootstrapServers, Map<String, String> properties, String topic, String name) {
        this.bootstrapServers = bootstrapServers;
        this.properties = properties;
        this.topic = topic;
        clientId = "tokenflow-agent-" + name;
    }

    /**
     * Sees that the cluster answers and has the topic.
     *
     * @param partitions of a topic that has to be made
     * @return the ports of its brokers: connections to them are never reported, or reporting would feed itself
     */
    public Set<Integer> prepare(int partitions) throws StartupException {
        Map<String, Object> settings = settings();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_PATIENCE.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        @Nullable Admin admin = null;
        try {
            admin = Admin.create(settings);
            Set<Integer> ports = admin.describeCluster().nodes().get().stream()
                    .map(Node::port)
                    .collect(Collectors.toSet());
            if (!admin.listTopics().names().get().contains(topic)) {
                createTopic(admin, partitions);
            }
            return ports;
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while the broker was asked");
        } finally {
            if (admin != null) {
                admin.close(
                        CLOSE_PATIENCE); // without a limit it waits for ever on a peer that accepts and never answers
            }
        }
    }

    /**
     * A producer that waits for the partition leader only, keeps batches in order (one request in flight) and gives up
     * on a batch after 10 s: by then it is too old to be of use. It knows the topic's leaders before this returns: a
     * topic just made has none for a moment, and the first batch would wait for them.
     */
    public KafkaProducer<String, byte[]> producer() throws StartupException {
        KafkaProducer<String, byte[]> producer = newProducer();
        try {
            producer.partitionsFor(topic);
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw unreachable(e);
        }
    }

    private KafkaProducer<String, byte[]> newProducer() {
        Map<String, Object> settings = settings();
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis()); // blocks the sending thread only
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** How this agent introduces itself to the broker. */
    public String clientId() {
        return clientId;
    }

    public String topic() {
        return topic;
    }

    private void createTopic(Admin admin, int partitions) throws ExecutionException, InterruptedException {
        try {
            NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another agent may have been faster
                throw e;
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    private StartupException unreachable(Throwable cause) {
        return new StartupException("the Kafka broker at " + bootstrapServers + " cannot be used: " + cause.getMessage()
                + "; start it, or name another with --bootstrap-servers");
    }
}
