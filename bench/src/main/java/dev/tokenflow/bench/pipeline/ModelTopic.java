package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.model.MadeUpModels;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.protocol.topic.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Models that the job finds when it starts, of the size that a training makes. */
final class ModelTopic {
    private ModelTopic() {}

    /**
     * Trains every path model on made-up rows and waits until the broker has them.
     *
     * @return how many
     * @throws IOException when the broker does not take one
     */
    static int publish(String bootstrapServers) throws IOException {
        Map<String, byte[]> models;
        try {
            models = MadeUpModels.train(MadeUpModels.readings());
        } catch (MalformedModelException e) {
            throw new IllegalStateException("a model that was just trained cannot be read", e);
        }
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer())) {
            models.forEach((name, content) -> {
                var unused = producer.send(new ProducerRecord<>(Topics.MODELS, name, content), (metadata, problem) -> {
                    if (problem != null) {
                        failure.set(problem);
                    }
                });
            });
        }
        Exception cause = failure.get();
        if (cause != null) {
            throw new IOException("the broker does not take models: " + cause.getMessage(), cause);
        }
        return models.size();
    }
}
