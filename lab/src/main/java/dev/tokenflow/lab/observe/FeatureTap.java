package dev.tokenflow.lab.observe;

import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.topic.Topics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the topic of features: how the models diagnosed every client, and when. Rows that cannot be read are left out.
 */
public final class FeatureTap implements AutoCloseable {
    private static final String CLIENT = Scope.CLIENT.word() + "/";

    private final Map<IpAddress, DiagnosisLog> clients = new ConcurrentHashMap<>();
    private final TopicTap<String> tap;

    /** Begins to read. */
    public FeatureTap(String bootstrapServers) {
        tap = new TopicTap<>(
                bootstrapServers, Topics.FEATURES, new StringDeserializer(), new StringDeserializer(), this::read);
    }

    /** The diagnoses of a client; empty at first. */
    public DiagnosisLog client(IpAddress address) {
        return clients.computeIfAbsent(address, any -> new DiagnosisLog());
    }

    @Override
    public void close() {
        tap.close();
    }

    private void read(ConsumerRecord<String, String> message) {
        if (message.key() == null || !message.key().startsWith(CLIENT)) {
            return;
        }
        try {
            PathRowCodec.Row row = PathRowCodec.decode(message.value());
            String address = row.sample().path().substring(CLIENT.length());
            client(IpAddress.parse(address)).add(System.nanoTime(), row.diagnosis());
        } catch (JsonException | IllegalArgumentException e) {
            // one row more or less changes no share of a phase
        }
    }
}
