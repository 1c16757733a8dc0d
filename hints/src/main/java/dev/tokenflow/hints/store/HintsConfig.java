package dev.tokenflow.hints.store;

import dev.tokenflow.hints.HintServer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One hint server.
 *
 * @param host address or name to listen on
 * @param port TCP port; 0 = any free one
 * @param bootstrapServers Kafka brokers as {@code host:port[,host:port]}
 * @param kafkaProperties further settings of the Kafka clients, such as security; may not override what the server
 *     relies on
 * @param topic compacted topic of hints
 * @param site whose site hint is the last resort; null = the only one in the topic, none when there are several
 * @param capacity most hints held, &ge; 1
 * @param threads event loops that answer, &ge; 1
 * @param brokerTimeout how long {@link HintServer#start} waits for a broker, &gt; 0
 */
public record HintsConfig(
        String host,
        int port,
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        String topic,
        @Nullable String site,
        int capacity,
        int threads,
        Duration brokerTimeout) {
    /** Topic of the contract. */
    public static final String DEFAULT_TOPIC = "pacing-hints";

    /** Most hints held by default: about 2 GB. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    /** Event loops by default: one answers far more than a site asks, two use both halves of a small machine. */
    public static final int DEFAULT_THREADS = 2;

    public HintsConfig {
        kafkaProperties = Map.copyOf(kafkaProperties);
        require(!bootstrapServers.isBlank(), "bootstrapServers is empty, expected host:port");
        require(!topic.isBlank(), "topic is empty, expected the name of the hint topic");
        require(capacity >= 1, "capacity is " + capacity + ", expected at least 1");
        require(threads >= 1, "threads is " + threads + ", expected at least 1");
        require(brokerTimeout.isPositive(), "brokerTimeout is " + brokerTimeout + ", expected more than 0");
    }

    /** The defaults: topic {@value #DEFAULT_TOPIC}, a million hints, 10 s for the broker. */
    public static HintsConfig of(String host, int port, String bootstrapServers) {
        return new HintsConfig(
                host,
                port,
                bootstrapServers,
                Map.of(),
                DEFAULT_TOPIC,
                null,
                DEFAULT_CAPACITY,
                DEFAULT_THREADS,
                Duration.ofSeconds(10));
    }

    /** The same with another number of event loops. */
    public HintsConfig withThreads(int count) {
        return new HintsConfig(
                host, port, bootstrapServers, kafkaProperties, topic, site, capacity, count, brokerTimeout);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
