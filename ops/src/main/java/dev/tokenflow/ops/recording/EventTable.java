package dev.tokenflow.ops.recording;

import dev.tokenflow.protocol.event.Batch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Events in a CSV file, one a line, in any order: sorted by time in memory and cut into batches as agents would have
 * sent them.
 */
final class EventTable implements Recording {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<AgentRun> shards;
    private String place = "";

    private EventTable(List<AgentRun> shards) {
        this.shards = shards;
    }

    /** @throws IOException when the file cannot be read or is no table of events */
    static EventTable open(Path file, Duration socketIdle, SetAside aside) throws IOException {
        Map<String, List<EventLine>> byShard = new TreeMap<>();
        long endNs = 0;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            EventLineParser parser = null;
            long number = 0;
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                number++;
                if (text.isBlank() || text.startsWith("#")) {
                    continue;
                }
                if (parser == null) {
                    parser = parser(file, text);
                    continue;
                }
                try {
                    EventLine line = parser.parse(text);
                    byShard.computeIfAbsent(line.shardName(), shard -> new ArrayList<>())
                            .add(line);
                    endNs = Math.max(endNs, line.tsNs());
                } catch (IllegalArgumentException e) {
                    aside.add("line " + number, 1, "lines", String.valueOf(e.getMessage()));
                }
            }
        }
        List<AgentRun> shards = new ArrayList<>();
        for (List<EventLine> events : byShard.values()) {
            events.sort(Comparator.comparingLong(EventLine::tsNs));
            shards.add(new AgentRun(events, endNs, socketIdle));
        }
        return new EventTable(shards);
    }

    @Override
    public @Nullable Batch next() {
        AgentRun first = null;
        for (AgentRun shard : shards) {
            first = first == null || shard.closesAtNs() < first.closesAtNs() ? shard : first;
        }
        if (first == null || first.closesAtNs() == AgentRun.NEVER) {
            return null;
        }
        place = "events up to " + first.closesAtNs() + " ns";
        return first.close();
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public void close() {
        // nothing is open any more
    }

    private static EventLineParser parser(Path file, String header) throws IOException {
        try {
            return new EventLineParser(header.charAt(0) == BYTE_ORDER_MARK ? header.substring(1) : header);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + file + "' " + e.getMessage() + "; --help lists the columns", e);
        }
    }
}
