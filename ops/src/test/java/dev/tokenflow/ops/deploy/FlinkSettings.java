package dev.tokenflow.ops.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * Settings of a Flink cluster against the options of the Flink we build with: a misspelt or retired key would be
 * ignored in silence.
 */
final class FlinkSettings {
    private static final List<Class<?>> OPTIONS = List.of(
            CheckpointingOptions.class,
            CoreOptions.class,
            HeartbeatManagerOptions.class,
            HighAvailabilityOptions.class,
            JobManagerOptions.class,
            MetricOptions.class,
            RestartStrategyOptions.class,
            StateBackendOptions.class,
            TaskManagerOptions.class);
    private static final String REPORTER = "metrics.reporter.prom.";
    private static final String OPERATOR = "kubernetes.operator.";

    private FlinkSettings() {}

    static void check(Map<String, String> settings) throws Exception {
        Map<String, ConfigOption<?>> known = known();
        Configuration configuration = Configuration.fromMap(settings);
        for (String key : settings.keySet()) {
            if (key.startsWith(OPERATOR) || key.startsWith(REPORTER)) {
                continue;
            }
            assertThat(known).as("options of Flink").containsKey(key);
            assertThatCode(() -> configuration.get(known.get(key)))
                    .as(key + ": " + settings.get(key))
                    .doesNotThrowAnyException();
        }
        assertThat(settings).containsEntry("metrics.reporters", "prom").containsEntry(REPORTER + "port", "9249");
        Class.forName(settings.get(REPORTER + "factory.class"));
    }

    private static Map<String, ConfigOption<?>> known() throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = new HashMap<>();
        for (Class<?> options : OPTIONS) {
            for (Field field : options.getFields()) {
                if (field.getType() == ConfigOption.class) {
                    ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                    known.put(option.key(), option);
                }
            }
        }
        return known;
    }
}
