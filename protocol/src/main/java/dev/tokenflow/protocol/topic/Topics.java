package dev.tokenflow.protocol.topic;

import dev.tokenflow.protocol.stats.StreamStats;
import java.util.List;
import java.util.Map;

/** Every topic of TokenFlow. */
public final class Topics {
    public static final String EVENTS = "tcp-events";
    public static final String FEATURES = "path-features";
    public static final String HINTS = "pacing-hints";
    public static final String MODELS = "models";
    public static final String STATS = StreamStats.TOPIC;
    public static final String INCIDENTS = "incidents";
    public static final String REJECTED = "tcp-events-rejected";

    /** Kafka's name of the setting that says whose clock a record's timestamp is of. */
    public static final String TIMESTAMP_TYPE = "message.timestamp.type";

    /** The timestamp is of the broker's clock, taken when it appends the record. */
    public static final String APPEND_TIME = "LogAppendTime";

    private static final String RETENTION_MS = "retention.ms";
    private static final String HOUR = "3600000";
    private static final String DAY = "86400000";
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

    private Topics() {}

    /**
     * Batches of events. The job tells time by the broker's clock. Addresses are in them: they are kept for an hour.
     */
    public static Topic events() {
        return new Topic(EVENTS, Map.of(TIMESTAMP_TYPE, APPEND_TIME, RETENTION_MS, HOUR));
    }

    /** All of them. */
    public static List<Topic> all() {
        return List.of(
                events(),
                new Topic(FEATURES, Map.of(RETENTION_MS, DAY)),
                // a hint that was delayed is not fresh, whatever its writer's clock says
                new Topic(HINTS, Map.of("cleanup.policy", "compact", TIMESTAMP_TYPE, APPEND_TIME)),
                new Topic(MODELS, COMPACTED),
                new Topic(STATS, Map.of(RETENTION_MS, HOUR)),
                new Topic(INCIDENTS, Map.of(RETENTION_MS, DAY)),
                new Topic(REJECTED, Map.of(RETENTION_MS, DAY)));
    }
}
