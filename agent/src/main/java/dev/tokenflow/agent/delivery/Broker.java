package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.host.StartupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster as the agent needs it: reachable, with the topic, and known by its ports. */
public final class Broker {
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

    /** What a request to the broker may take longer than a batch may wait for it. */
    private static final Duration REQUEST_SLACK = Duration.ofSeconds(1);
    /** Time to see that a request has failed, and to send it once more. */
    private static final Duration RETRY_SLACK = Duration.ofMillis(500);

    private static final Map<String, Object> ADMIN = Map.of(
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ASK_TIMEOUT.toMillis(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_TIMEOUT.toMillis());

    /** Settings of Kafka's clients that nobody else may give. */
    static final Set<String> OWN_SETTINGS = ownSettings();

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
     * Sees that the cluster answers and has the topic, with the settings of the contract: one that is missing is made,
     * one that is there and does not keep to it is refused.
     *
     * @param shards sources of batches; as many partitions are wanted
     * @return the ports of its brokers: connections to them are never reported, or reporting would feed itself
     */
    public Set<Integer> prepare(int shards) throws StartupException {
        @Nullable Admin admin = null;
        try {
            admin = Admin.create(with(ADMIN));
            Set<Integer> ports = admin.describeCluster().nodes().get().stream()
                    .map(Node::port)
                    .collect(Collectors.toSet());
            new EventTopic(admin, config).makeOrVerify(shards);
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
     * How batches are sent. The producer waits until all replicas in sync have a batch: what the leader alone has would
     * be lost, although acknowledged, when another broker becomes the leader, and the job gets no batch sooner, since
     * Kafka shows it none that a replica in sync lacks. It keeps batches in order (one request in flight), and gives a
     * batch up soon: whatever comes to the topic after an outage is then of the present, or nearly. It blocks the
     * sending thread no longer than a batch may wait, while what waits behind ages in the queue. For batches of one
     * second these times are 2.5 s, 2 s and 1 s.
     */
    private static Map<String, Object> sending(Duration maxAge) {
        Duration request = maxAge.plus(REQUEST_SLACK);
        return Map.ofEntries(
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 20),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxAge.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                        request.plus(RETRY_SLACK).toMillis()),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L));
    }

    /**
     * A producer that knows the topic's leaders: a topic just made has none for a moment, and the first batch would
     * wait for them.
     *
     * @param maxAge how long a batch may wait
     */
    KafkaProducer<String, byte[]> producer(Duration maxAge) throws StartupException {
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(with(sending(maxAge)), new StringSerializer(), new ByteArraySerializer());
        long giveUpNs = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        while (true) {
            try {
                producer.partitionsFor(config.topic());
                return producer;
            } catch (KafkaException e) {
                if (!(e instanceof TimeoutException) || System.nanoTime() - giveUpNs > 0) {
                    producer.close(Duration.ZERO);
                    throw unreachable(e);
                }
            }
        }
    }

    /** How this agent introduces itself to the broker. */
    String clientId() {
        return clientId;
    }

    /** Where batches go. */
    String topic() {
        return config.topic();
    }

    private Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.putAll(more);
        return settings;
    }

    private static Set<String> ownSettings() {
        Set<String> own = new TreeSet<>(sending(Duration.ofSeconds(1)).keySet());
        own.addAll(ADMIN.keySet());
        own.add(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        own.add(CommonClientConfigs.CLIENT_ID_CONFIG);
        own.add(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
        own.add(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
        return own;
    }

    private StartupException unreachable(Throwable cause) {
        return new StartupException("the Kafka broker at " + config.bootstrapServers() + " cannot be used: "
                + cause.getMessage() + "; start it, or name another with --bootstrap-servers");
    }
}
