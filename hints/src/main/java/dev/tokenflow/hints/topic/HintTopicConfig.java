package dev.tokenflow.hints.topic;

import dev.tokenflow.protocol.topic.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * Where hints are read from.
 *
 * @param bootstrapServers Kafka brokers as {@code host:port[,host:port]}
 * @param properties further settings of the Kafka clients, such as those for TLS and passwords; the server's own
 *     settings win over them
 * @param name compacted topic of hints
 * @param brokerTimeout how long the start of a server waits for a broker, &gt; 0
 */
public record HintTopicConfig(
        String bootstrapServers, Map<String, String> properties, String name, Duration brokerTimeout) {
    /** The topic that the Flink job writes by default. */
    public static final String DEFAULT_NAME = Topics.HINTS;

    /** Long enough for a broker that starts at the same time. */
    static final Duration DEFAULT_BROKER_TIMEOUT = Duration.ofSeconds(10);

    public HintTopicConfig {
        properties = Map.copyOf(properties);
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("--bootstrap-servers is blank, expected host:port[,host:port]");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("--topic is blank, expected the name of the hint topic");
        }
        if (!brokerTimeout.isPositive()) {
            throw new IllegalArgumentException("brokerTimeout is " + brokerTimeout + ", expected more than 0");
        }
    }

    /** The default topic of these brokers. */
    public static HintTopicConfig on(String bootstrapServers) {
        return new HintTopicConfig(bootstrapServers, Map.of(), DEFAULT_NAME, DEFAULT_BROKER_TIMEOUT);
    }

    /** The same brokers, another topic. */
    public HintTopicConfig withName(String topic) {
        return new HintTopicConfig(bootstrapServers, properties, topic, brokerTimeout);
    }

    /** The same with further settings of the Kafka clients. */
    public HintTopicConfig withProperties(Map<String, String> settings) {
        return new HintTopicConfig(bootstrapServers, settings, name, brokerTimeout);
    }

    /** The same with another patience for the broker. */
    public HintTopicConfig withBrokerTimeout(Duration timeout) {
        return new HintTopicConfig(bootstrapServers, properties, name, timeout);
    }
}
