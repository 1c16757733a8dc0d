package dev.tokenflow.lab.faults.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rows of a topic of features: the last of each path and window. */
public final class FeatureTape {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last member of a row. */
    private static final String OLDEST = "\"oldest_event_at_ms\"";

    /** No rows. */
    public static final FeatureTape NONE = new FeatureTape();

    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();
    private long newestMs = Long.MIN_VALUE;

    private FeatureTape() {}

    /** Reads all that is there. */
    public static FeatureTape read(String bootstrapServers, String topic) {
        FeatureTape tape = new FeatureTape();
        LogReader.read(bootstrapServers, topic, tape::add);
        return tape;
    }

    /** The newest end of a window, ms since 1970. */
    public long newestMs() {
        return newestMs;
    }

    /**
     * Rows of windows that end in a time, and differ from those of another run or are in one of them only.
     *
     * @param fromMs and {@code toMs}: ms since 1970
     */
    public Difference from(FeatureTape other, long fromMs, long toMs) {
        int compared = 0;
        int different = 0;
        int otherOldest = 0;
        String first = "";
        Map<String, Long> all = new HashMap<>(ends);
        all.putAll(other.ends);
        for (Map.Entry<String, Long> row : all.entrySet()) {
            if (row.getValue() >= fromMs && row.getValue() < toMs) {
                compared++;
                String mine = rows.getOrDefault(row.getKey(), "no row");
                String others = other.rows.getOrDefault(row.getKey(), "no row");
                if (!withoutOldest(mine).equals(withoutOldest(others))) {
                    different++;
                    first = first.isEmpty() ? row.getKey() + ": " + mine + " but " + others : first;
                } else if (!mine.equals(others)) {
                    otherOldest++;
                }
            }
        }
        return new Difference(compared, different, otherOldest, first);
    }

    /**
     * How two runs differ.
     *
     * @param compared rows
     * @param different of them
     * @param otherOldest rows that differ in their oldest new event only: whether an alarm or a slide was read first
     *     depends on what came first, and either may be the first to include an event
     * @param first of those that are different; empty without
     */
    public record Difference(int compared, int different, int otherOldest, String first) {}

    private static String withoutOldest(String row) {
        int at = row.indexOf(OLDEST);
        return at < 0 ? row : row.substring(0, at);
    }

    private void add(ConsumerRecord<byte[], byte[]> entry) {
        try {
            JsonNode row = JSON.readTree(entry.value());
            long endMs = Instant.parse(row.path("window_end").asText()).toEpochMilli();
            String name = new String(entry.key(), UTF_8) + " " + endMs
                    + (row.path("alarm").asBoolean() ? " alarm" : "");
            rows.put(name, new String(entry.value(), UTF_8));
            ends.put(name, endMs);
            newestMs = Math.max(newestMs, endMs);
        } catch (IOException e) {
            throw new UncheckedIOException("a feature row is no JSON", e);
        }
    }
}
