package dev.tokenflow.report.timeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * {@code timeline.csv} (RFC 4180): one line a {@link TimelineRow}, units in the header, an empty cell for what is
 * unknown.
 */
public final class TimelineFile {
    private record Column(String name, Function<TimelineRow, String> cell) {
        static Column number(String name, Function<TimelineRow, Number> value) {
            return new Column(name, row -> decimal(value.apply(row).doubleValue()));
        }

        static Column text(String name, Function<TimelineRow, String> value) {
            return new Column(name, row -> quoted(value.apply(row)));
        }
    }

    private static final List<Column> COLUMNS = List.of(
            Column.text("arm", TimelineRow::arm),
            Column.text("network", row -> row.network().word()),
            Column.number("time_s", TimelineRow::seconds),
            Column.text("phase", TimelineRow::phase),
            Column.number("capacity_bit_per_s", row -> row.link().capacityBitsPerSecond()),
            Column.number("queue_ms", row -> row.link().queueMs()),
            Column.number("rtt_p50_ms", row -> row.path().rttP50Ms()),
            Column.number("rtt_p95_ms", row -> row.path().rttP95Ms()),
            Column.number("rtt_min_ms", row -> row.path().rttMinMs()),
            Column.number("rtt_mean_ms", row -> row.path().rttMeanMs()),
            Column.number("rtt_max_ms", row -> row.path().rttMaxMs()),
            Column.number("retransmit_rate", row -> row.path().retransmitRate()),
            Column.number("retransmits_segments", row -> row.path().retransmits()),
            Column.number("goodput_bit_per_s", row -> row.path().goodputBitsPerSecond()),
            Column.number("hint_rate_tokens_per_s", row -> row.hint().tokensPerSecond()),
            Column.number("hint_chunk_tokens", row -> row.hint().tokensPerChunk()),
            Column.text("hint_state", row -> row.hint().state().word()),
            Column.text("diagnosis", row -> row.hint().diagnosis().word()),
            Column.number("tokens_delivered", row -> row.readers().tokensDelivered()),
            Column.number("token_rate_tokens_per_s", row -> row.readers().tokensPerSecond()),
            Column.number("token_delay_p95_ms", row -> row.readers().tokenDelayP95Ms()),
            Column.number("active_streams", row -> row.readers().activeStreams()),
            Column.number("stall_share", row -> row.readers().stallShare()));

    private TimelineFile() {}

    /** The lines of the file, header first. */
    public static List<String> lines(List<TimelineRow> rows) {
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(String.join(",", COLUMNS.stream().map(Column::name).toList()));
        for (TimelineRow row : rows) {
            lines.add(String.join(
                    ",",
                    COLUMNS.stream().map(column -> column.cell().apply(row)).toList()));
        }
        return lines;
    }

    /** Writes the file, replacing what was there. */
    public static void write(List<TimelineRow> rows, Path file) throws IOException {
        Files.write(file, lines(rows));
    }

    private static String decimal(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        String text = String.format(Locale.ROOT, "%.6f", value);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
