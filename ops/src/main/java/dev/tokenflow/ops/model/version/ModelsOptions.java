package dev.tokenflow.ops.model.version;

import dev.tokenflow.cli.option.KafkaPropertiesOption;
import dev.tokenflow.job.train.ModelTopic;
import dev.tokenflow.protocol.topic.Topics;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --bootstrap-servers}, {@code --kafka-properties} and {@code --models-topic}: where models are. */
final class ModelsOptions {
    @Option(
            names = "--bootstrap-servers",
            defaultValue = "127.0.0.1:9092",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers, comma-separated. Default: ${DEFAULT-VALUE}.")
    private String bootstrapServers = "";

    @Mixin
    private KafkaPropertiesOption kafkaProperties = new KafkaPropertiesOption();

    @Option(
            names = "--models-topic",
            defaultValue = Topics.MODELS,
            paramLabel = "TOPIC",
            description = "Models, compacted. Default: ${DEFAULT-VALUE}.")
    private String topic = "";

    ModelTopic topic() {
        return new ModelTopic(bootstrapServers, kafkaProperties.settings(), topic);
    }

    /** What the topic has now. */
    ModelVersions read() throws IOException {
        return new ModelVersions(topic().read());
    }
}
