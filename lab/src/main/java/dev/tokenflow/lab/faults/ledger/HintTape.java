package dev.tokenflow.lab.faults.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All hints of a topic, by key, in the order in which they were written. */
public final class HintTape {
    private final Map<String, List<WrittenHint>> hints = new LinkedHashMap<>();
    private int unreadable;

    private HintTape() {}

    /** Reads all that is there. */
    public static HintTape read(String bootstrapServers, String topic) {
        HintTape tape = new HintTape();
        LogReader.read(bootstrapServers, topic, tape::add);
        return tape;
    }

    /** Those of one key, such as {@code client/203.0.113.7}. */
    public List<WrittenHint> of(String key) {
        return hints.getOrDefault(key, List.of());
    }

    /** Those of all keys. */
    public Stream<WrittenHint> all() {
        return hints.values().stream().flatMap(List::stream);
    }

    /** All keys. */
    public Stream<String> keys() {
        return hints.keySet().stream();
    }

    /** Records that are no hints. */
    public int unreadable() {
        return unreadable;
    }

    private void add(ConsumerRecord<byte[], byte[]> entry) {
        if (entry.value() == null) {
            return; // a hint was withdrawn
        }
        try {
            hints.computeIfAbsent(new String(entry.key(), UTF_8), key -> new ArrayList<>())
                    .add(new WrittenHint(HintCodec.decode(new String(entry.value(), UTF_8)), entry.timestamp()));
        } catch (JsonException e) {
            unreadable++;
        }
    }
}
