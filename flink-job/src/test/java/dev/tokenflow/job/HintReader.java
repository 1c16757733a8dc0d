package dev.tokenflow.job;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.awaitility.Awaitility;

/** Reads the hint topic from its start. */
final class HintReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    HintReader(TestKafka kafka) {
        consumer = kafka.consumer("pacing-hints");
    }

    /** The next hint under {@code key} that is wanted. */
    Hint await(String key, Predicate<Hint> wanted) {
        List<Hint> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(consumer)) {
                Hint hint = HintCodec.decode(new String(record.value(), StandardCharsets.UTF_8));
                if (hint.kafkaKey().equals(key) && wanted.test(hint)) {
                    found.add(hint);
                }
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
