package dev.tokenflow.job.config;

import java.util.Map;
import java.util.Properties;

/** Settings of Kafka clients in the form the connector takes. */
final class ClientProperties {
    private ClientProperties() {}

    static Properties of(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
