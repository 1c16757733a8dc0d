package dev.tokenflow.job.sink;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Incidents as JSON, keyed by their id, so that the records of one stay in order. */
final class IncidentWriter implements SerializableFunction<Incident, ProducerRecord<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    IncidentWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> apply(Incident incident) {
        return new ProducerRecord<>(
                topic,
                incident.id().getBytes(StandardCharsets.UTF_8),
                IncidentCodec.encode(incident).getBytes(StandardCharsets.UTF_8));
    }
}
