package dev.tokenflow.agent;

import dev.tokenflow.agent.delivery.KafkaConfig;
import dev.tokenflow.cli.option.KafkaPropertiesOption;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.cli.option.UntilStdinClosesOption;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of whoever sends batches to Kafka: a watching agent and a replay. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KafkaOptions {
    @Option(names = "--bootstrap-servers", defaultValue = "", paramLabel = "HOST:PORT", description = "Kafka brokers.")
    private String bootstrapServers;

    @Mixin
    private KafkaPropertiesOption properties;

    @Option(
            names = "--topic",
            defaultValue = KafkaConfig.DEFAULT_TOPIC,
            paramLabel = "TOPIC",
            description = "Where batches go; created when it is missing. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(
            names = "--queue-bytes",
            defaultValue = "67108864",
            paramLabel = "BYTES",
            description = "Batches held while Kafka is away. Default: ${DEFAULT-VALUE}.")
    private long queueBytes;

    @Option(
            names = "--max-age",
            defaultValue = "1s",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description =
                    "A batch that has waited longer for Kafka is dropped, and its requests end a second later: what is "
                            + "old would pass for the present. "
                            + "Default: ${DEFAULT-VALUE}.")
    private Duration maxAge;

    @Mixin
    private UntilStdinClosesOption untilStdinCloses;

    KafkaConfig config() {
        return new KafkaConfig(bootstrapServers, properties.settings(), topic);
    }

    long queueBytes() {
        return queueBytes;
    }

    Duration maxAge() {
        return maxAge;
    }

    /** Calls {@code stop} when standard input ends, if that was asked for. */
    void onEndOfInput(Runnable stop) {
        untilStdinCloses.onEnd(stop);
    }
}
