package dev.tokenflow.protocol.topic;

import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param name its usual name; an installation may choose another
 * @param settings of the topic itself, by the names that Kafka gives them. Partitions and replicas are not among them:
 *     they depend on the cluster
 */
public record Topic(String name, Map<String, String> settings) {
    public Topic {
        settings = Map.copyOf(settings);
    }
}
