package dev.tokenflow.agent.delivery;

import java.util.Map;

/**
 * The Kafka cluster that batches are sent to.
 *
 * @param bootstrapServers brokers, {@code host:port,…}; blank = none: nothing is sent
 * @param properties further settings of the Kafka clients, such as those for TLS and passwords; the agent's own
 *     settings win over them
 * @param topic where batches go; created with one partition per shard when it is missing
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties, String topic) {
    /** The topic that the Flink job reads by default. */
    public static final String DEFAULT_TOPIC = "tcp-events";

    public KafkaConfig {
        properties = Map.copyOf(properties);
        if (topic.isBlank()) {
            throw new IllegalArgumentException("--topic is blank, expected the name of a Kafka topic");
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
