package dev.tokenflow.ops.recording;

import dev.tokenflow.core.shard.EventRules;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the lines of a table by its header line; commas between the cells, quotes around those that contain commas. */
final class EventLineParser {
    private static final String DEFAULT_AGENT = "csv";

    private final Map<EventColumn, Integer> columns;
    private final int cells;
    private final TcpEventBuilder event = new TcpEventBuilder();
    private final TcpEventView view = new TcpEventView();
    private final Map<String, String> agents = new HashMap<>();
    private List<String> line = List.of();

    /**
     * @param header the first line
     * @throws IllegalArgumentException when a column that is needed is not there
     */
    EventLineParser(String header) {
        List<String> names = split(header);
        cells = names.size();
        columns = new EnumMap<>(EventColumn.class);
        for (EventColumn column : EventColumn.values()) {
            int at = names.indexOf(column.word());
            if (at >= 0) {
                columns.put(column, at);
            } else if (column.isRequired()) {
                throw new IllegalArgumentException("has no column '" + column.word() + "' in its first line");
            }
        }
    }

    /** @throws IllegalArgumentException with what is wrong */
    EventLine parse(String text) {
        line = split(text);
        if (line.size() != cells) {
            throw new IllegalArgumentException(line.size() + " cells, the first line has " + cells);
        }
        long tsNs = number(EventColumn.TS_NS, 0);
        EventKind kind = kind();
        event.clear()
                .kind(kind)
                .tsNs(tsNs)
                .sockCookie(cookie())
                .remote(IpAddress.parse(text(EventColumn.REMOTE)), 0)
                .bytesAcked(number(EventColumn.BYTES_ACKED_DELTA, 0))
                .delivered(number(EventColumn.DELIVERED_DELTA, 0))
                .dsacks(number(EventColumn.DSACK_DELTA, 0))
                .segments(number(EventColumn.SEGMENTS, kind == EventKind.RETRANSMIT ? 1 : 0))
                .mdevUs(number(EventColumn.MDEV_US, 0))
                .packetsOut(number(EventColumn.PACKETS_OUT, 0))
                .unsentBytes(number(EventColumn.UNSENT_BYTES, 0))
                .appLimited(number(EventColumn.APP_LIMITED, 0) != 0);
        samples();
        byte[] struct = event.toBytes();
        if (EventRules.rejectReason(view.at(struct, 0), tsNs) != null) {
            throw new IllegalArgumentException(
                    "round trips of 1 us to 10 min expected, whose sum, smallest and largest fit together");
        }
        return new EventLine(agent(), (int) number(EventColumn.SHARD, 0), tsNs, struct);
    }

    /** One sample is its own sum, minimum and maximum. */
    private void samples() {
        long rttUs = number(EventColumn.RTT_US, 0);
        long count = number(EventColumn.RTT_COUNT, rttUs > 0 ? 1 : 0);
        if (count == 1 && rttUs > 0) {
            event.rtt(rttUs);
        } else if (count > 0) {
            event.rtt(
                    rttUs,
                    count,
                    number(EventColumn.RTT_SUM_US, 0),
                    number(EventColumn.RTT_MIN_US, 0),
                    number(EventColumn.RTT_MAX_US, 0));
        } else if (rttUs > 0) {
            event.rtt(rttUs);
        }
    }

    private EventKind kind() {
        String word = text(EventColumn.KIND);
        for (EventKind kind : EventKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind is '" + word + "', expected rtt, retransmit, open or close");
    }

    /** Cookies use all 64 bits. */
    private long cookie() {
        String text = text(EventColumn.COOKIE);
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cookie is '" + text + "', expected a whole number", e);
        }
    }

    private String agent() {
        String name = text(EventColumn.AGENT);
        if (name.isEmpty()) {
            return DEFAULT_AGENT;
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > BatchHeader.MAX_AGENT_BYTES) {
            throw new IllegalArgumentException("agent is longer than " + BatchHeader.MAX_AGENT_BYTES + " bytes");
        }
        return agents.computeIfAbsent(name, same -> same);
    }

    private long number(EventColumn column, long absent) {
        String text = text(column);
        if (text.isEmpty() && !column.isRequired()) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= column.largest()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the same words
        }
        throw new IllegalArgumentException(
                column.word() + " is '" + text + "', expected a whole number from 0 to " + column.largest());
    }

    private String text(EventColumn column) {
        Integer at = columns.get(column);
        return at == null ? "" : line.get(at);
    }

    private static List<String> split(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (doubled) {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
