package dev.tokenflow.job.config;

import dev.tokenflow.protocol.topic.Topics;
import java.io.Serializable;
import java.util.Map;
import java.util.Properties;

/**
 * Where batches come from and results go.
 *
 * @param bootstrapServers brokers, {@code host:port[,host:port]}
 * @param properties further settings of the Kafka clients, such as those for TLS and passwords; they travel with the
 *     submitted job
 * @param group consumer group under which offsets are committed; default {@code tokenflow}
 * @param startFrom where to start without a checkpoint; default latest: old events say nothing of a path now
 * @param events topic of event batches
 * @param models compacted topic of models
 * @param features topic of path features
 * @param hints compacted topic of pacing hints
 * @param rejected topic of what could not be used
 * @param stats topic of gateways' rows about streams; it need not exist
 * @param incidents topic of incidents; {@value #NONE} = they are not looked for
 */
public record KafkaConfig(
        String bootstrapServers,
        Map<String, String> properties,
        String group,
        StartFrom startFrom,
        String events,
        String models,
        String features,
        String hints,
        String rejected,
        String stats,
        String incidents)
        implements Serializable {
    /** Name of no topic. */
    public static final String NONE = "none";

    public KafkaConfig {
        properties = Map.copyOf(properties);
    }

    /** The topics of the contract on these brokers. */
    public static KafkaConfig on(String bootstrapServers) {
        return new KafkaConfig(
                bootstrapServers,
                Map.of(),
                "tokenflow",
                StartFrom.LATEST,
                Topics.EVENTS,
                Topics.MODELS,
                Topics.FEATURES,
                Topics.HINTS,
                Topics.REJECTED,
                Topics.STATS,
                Topics.INCIDENTS);
    }

    /** {@link #properties} as the connector takes them. */
    public Properties clientProperties() {
        return ClientProperties.of(properties);
    }

    /** The same, reading from somewhere else. */
    public KafkaConfig startingFrom(StartFrom start) {
        return new KafkaConfig(
                bootstrapServers,
                properties,
                group,
                start,
                events,
                models,
                features,
                hints,
                rejected,
                stats,
                incidents);
    }

    /** Whether incidents are looked for. */
    public boolean hasIncidents() {
        return !incidents.equals(NONE);
    }
}
