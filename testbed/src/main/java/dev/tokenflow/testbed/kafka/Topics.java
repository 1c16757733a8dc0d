package dev.tokenflow.testbed.kafka;

import dev.tokenflow.protocol.stats.StreamStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** TokenFlow's topics, with the settings that they need. */
public final class Topics {
    public static final String EVENTS = "tcp-events";
    public static final String FEATURES = "path-features";
    public static final String HINTS = "pacing-hints";
    public static final String MODELS = "models";
    public static final String STATS = StreamStats.TOPIC;
    public static final String REJECTED = "tcp-events-rejected";

    private static final short ONE_REPLICA = 1;

    private Topics() {}

    /** All of them, for a broker of one node. */
    public static List<NewTopic> all() {
        Map<String, String> appendTime = Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        Map<String, String> compacted = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        Map<String, String> compactedByAppendTime = new HashMap<>(compacted); // a hint that was delayed is not fresh
        compactedByAppendTime.putAll(appendTime);
        return List.of(
                new NewTopic(EVENTS, 1, ONE_REPLICA).configs(appendTime),
                new NewTopic(FEATURES, 1, ONE_REPLICA),
                new NewTopic(HINTS, 1, ONE_REPLICA).configs(compactedByAppendTime),
                new NewTopic(MODELS, 1, ONE_REPLICA).configs(compacted),
                new NewTopic(STATS, 1, ONE_REPLICA),
                new NewTopic(REJECTED, 1, ONE_REPLICA));
    }
}
