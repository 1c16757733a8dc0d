package dev.tokenflow.hints.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Settings of the Kafka clients that read topics here: without a consumer group, every server reads everything. */
final class ReaderSettings {
    private ReaderSettings() {}

    static Map<String, Object> of(HintTopicConfig config) {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tokenflow-hints");
        return settings;
    }
}
