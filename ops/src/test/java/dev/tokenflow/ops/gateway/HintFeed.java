package dev.tokenflow.ops.gateway;

import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real hint server, and the hints about readers on the loopback interface that a test publishes through Kafka. */
final class HintFeed implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final AtomicLong seq = new AtomicLong();
    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    private final HintServer server = HintServer.start(HintsConfig.of(LOOPBACK, 0, kafka.bootstrapServers()));

    HintFeed() throws Exception {}

    URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + server.port());
    }

    /** Publishes a hint for this many tokens in a chunk, which lives for three seconds. */
    void publish(int tokensPerChunk) throws Exception {
        String hint = """
            {"scope":"client","key":"%s","tokens_per_second":null,"tokens_per_chunk":%d,\
            "state":"congested","confidence":1,"epoch":1,"seq":%d,\
            "issued_at":"%s","ttl_ms":3000}\
            """.formatted(LOOPBACK, tokensPerChunk, seq.incrementAndGet(), Instant.now());
        producer.send(new ProducerRecord<>(Topics.HINTS, "client/" + LOOPBACK, hint))
                .get();
    }

    /** The hint server ends; Kafka goes on. */
    void stopServer() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
        producer.close();
        kafka.close();
    }
}
