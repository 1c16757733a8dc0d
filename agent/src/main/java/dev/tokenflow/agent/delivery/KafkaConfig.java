package dev.tokenflow.agent.delivery;

import dev.tokenflow.protocol.topic.Topics;
import java.util.Map;
import java.util.TreeSet;

/**
 * The Kafka cluster that batches are sent to.
 *
 * @param bootstrapServers brokers, {@code host:port,…}; blank = none: nothing is sent
 * @param properties further settings of the Kafka clients, such as those for TLS and passwords; none that the agent
 *     sets itself
 * @param topic where batches go; created with one partition per shard when it is missing
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties, String topic) {
    /** The topic that the Flink job reads by default. */
    public static final String DEFAULT_TOPIC = Topics.EVENTS;

    public KafkaConfig {
        properties = Map.copyOf(properties);
        if (topic.isBlank()) {
            throw new IllegalArgumentException("--topic is blank, expected the name of a Kafka topic");
        }
        TreeSet<String> own = new TreeSet<>(properties.keySet());
        own.retainAll(Broker.OWN_SETTINGS);
        if (!own.isEmpty()) {
            throw new IllegalArgumentException("--kafka-properties sets " + String.join(", ", own)
                    + ", which the agent sets itself: leave that out");
        }
    }

    /** The default topic of these brokers, without further settings. */
    public static KafkaConfig on(String bootstrapServers) {
        return new KafkaConfig(bootstrapServers, Map.of(), DEFAULT_TOPIC);
    }

    /** The same brokers, another topic. */
    public KafkaConfig withTopic(String name) {
        return new KafkaConfig(bootstrapServers, properties, name);
    }

    /** Whether there is a cluster to send to. */
    public boolean isGiven() {
        return !bootstrapServers.isBlank();
    }
}
