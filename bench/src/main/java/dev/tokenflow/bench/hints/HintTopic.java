package dev.tokenflow.bench.hints;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Issues hints for made-up clients, as the job does. */
final class HintTopic implements AutoCloseable {
    private static final long TTL_MS = 3_600_000;
    private static final int FIRST = 10 << 24;

    private final KafkaProducer<byte[], byte[]> producer;
    private final long epoch = System.currentTimeMillis();
    private long issued;

    HintTopic(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.LINGER_MS_CONFIG, 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Address of a client. */
    static String address(int client) {
        return IpAddress.ofIpv4(FIRST + client).toString();
    }

    /** Issues the next hint of a client, which differs from the one before. */
    void issue(int client) {
        long number = issued++;
        Hint hint = Hint.of(Scope.CLIENT, address(client))
                .tokensPerSecond(50)
                .tokensPerChunk(1 + number % 64 / 8.0)
                .state(PathCondition.CONGESTED)
                .confidence(0.97)
                .rtt(new RttSummary(40.1, 96.5, 412, 543.9))
                .retransmitRate(0.0012)
                .predictedRttMs(101.3)
                .anomalyScore(0.55)
                .bytesPerSecond(7083 + number % 1000)
                .model("v12")
                .why("a queue stands: queue 62 ms over 40 ms, path carries 250 kB/s, 30 streams")
                .epoch(epoch)
                .seq(number)
                .issuedAtMs(epoch)
                .ttlMs(TTL_MS)
                .oldestEventAtMs(epoch)
                .build();
        var unused = producer.send(new ProducerRecord<>(
                Topics.HINTS,
                hint.kafkaKey().getBytes(StandardCharsets.UTF_8),
                HintCodec.encode(hint).getBytes(StandardCharsets.UTF_8)));
    }

    /** Waits until the broker has all of them. */
    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
