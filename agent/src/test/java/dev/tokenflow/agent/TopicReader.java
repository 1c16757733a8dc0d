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

    /** Everything a topic holds, partition by partition. */
    public static List<Batch> read(TestBroker from, String topic) throws Exception {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, from.bootstrapServers());
        List<Batch> batches = new ArrayList<>();
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
                    batches.add(batch);
                }
            }
        }
        return batches;
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
