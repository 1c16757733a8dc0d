package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.TcpEventView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What agents have sent. */
public final class TopicReader {
    private TopicReader() {}

    /**
     * A record of the topic.
     *
     * @param batch what is in it
     * @param stampedMs its timestamp, ms since 1970
     */
    public record Arrival(Batch batch, long stampedMs) {
        /** How long before its timestamp the batch was closed, by the agent's wall clock. */
        public long ageMs() {
            return stampedMs - batch.header().wallMs(batch.header().closedNs());
        }
    }

    /** Everything a topic holds, partition by partition. */
    public static List<Batch> read(TestBroker from, String topic) throws Exception {
        return arrivals(from, topic).stream().map(Arrival::batch).toList();
    }

    /** The same with the timestamps. */
    public static List<Arrival> arrivals(TestBroker from, String topic) throws Exception {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, from.bootstrapServers());
        List<Arrival> arrivals = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Batch batch = BatchCodec.decode(record.value());
                    assertThat(record.key()).isEqualTo(batch.header().kafkaKey());
                    arrivals.add(new Arrival(batch, record.timestamp()));
                }
            }
        }
        return arrivals;
    }

    static List<TcpEventView> events(List<Batch> batches) {
        List<TcpEventView> events = new ArrayList<>();
        for (Batch batch : batches) {
            for (int i = 0; i < batch.count(); i++) {
                events.add(batch.read(i, new TcpEventView()));
            }
        }
        return events;
    }
}
