package dev.tokenflow.agent.delivery;

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
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int BATCH_BYTES = 512 << 10;
    private static final long BUFFER_BYTES = 32 << 20;

    private final KafkaConfig config;
    private final String clientId;

    /**
     * A cluster that was not yet asked.
     *
     * @param config the brokers and the topic
     * @param name of who sends, part of the client id
     */
    public Broker(KafkaConfig config, String name) {
        this.config = config;
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
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_TIMEOUT.toMillis());
        @Nullable Admin admin = null;
        try {
            admin = Admin.create(settings);
            Set<Integer> ports = admin.describeCluster().nodes().get().stream()
                    .map(Node::port)
                    .collect(Collectors.toSet());
            if (!admin.listTopics().names().get().contains(config.topic())) {
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
                // without a limit it waits for ever on a peer that accepts and never answers
                admin.close(CLOSE_TIMEOUT);
            }
        }
    }

    /**
     * A producer that waits until all replicas in sync have a batch, keeps batches in order (one request in flight) and
     * gives up on a batch after 10 s: by then it is too old to be of use. Were it content with the leader, what the
     * leader alone has would be lost, although acknowledged, when another broker becomes the leader; and the job gets
     * no batch sooner, since Kafka shows it none that a replica in sync lacks. It knows the topic's leaders before this
     * returns: a topic just made has none for a moment, and the first batch would wait for them.
     */
    KafkaProducer<String, byte[]> producer() throws StartupException {
        KafkaProducer<String, byte[]> producer = newProducer();
        try {
            producer.partitionsFor(config.topic());
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw unreachable(e);
        }
    }

    private KafkaProducer<String, byte[]> newProducer() {
        Map<String, Object> settings = settings();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_TIMEOUT.toMillis()); // blocks the sending thread only
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** How this agent introduces itself to the broker. */
    String clientId() {
        return clientId;
    }

    /** Where batches go. */
    String topic() {
        return config.topic();
    }

    private void createTopic(Admin admin, int partitions) throws ExecutionException, InterruptedException {
        try {
            NewTopic wanted = new NewTopic(config.topic(), Optional.of(partitions), Optional.empty());
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another agent may have been faster
                throw e;
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    private StartupException unreachable(Throwable cause) {
        return new StartupException("the Kafka broker at " + config.bootstrapServers() + " cannot be used: "
                + cause.getMessage() + "; start it, or name another with --bootstrap-servers");
    }
}
