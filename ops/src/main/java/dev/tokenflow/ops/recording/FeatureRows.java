package dev.tokenflow.ops.recording;

import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.PathMemory;
import dev.tokenflow.core.window.PathView;
import dev.tokenflow.core.window.RollSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes readings as CSV: one row each, those of one window by scope and key. What is unknown is an empty cell. The
 * header line comes with the first row.
 */
final class FeatureRows implements RollSink, Closeable {
    private static final String HEADER = String.join(
            ",",
            "scope",
            "key",
            "window_end_ms",
            "alarm",
            "count",
            "min_rtt_ms",
            "max_rtt_ms",
            "mean_rtt_ms",
            "p50_rtt_ms",
            "p95_rtt_ms",
            "rtt_variation_ms",
            "segments",
            "retransmits",
            "dsacks",
            "retransmit_rate",
            "goodput_bytes_per_second",
            "active_streams",
            "open_connections",
            "unsent_bytes",
            "app_limited_share",
            "long_mean_rtt_ms",
            "long_p50_rtt_ms",
            "long_p95_rtt_ms",
            "baseline_rtt_ms",
            "oldest_event_ms",
            "kind");
    private static final Comparator<PathReading> BY_PATH = Comparator.comparing(
                    (PathReading r) -> r.features().scope())
            .thenComparing(r -> r.features().key());

    private final Writer out;
    private final boolean all;
    private final List<PathReading> window = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private long rows;
    private long evicted;
    private long refused;

    /**
     * @param out closed with this
     * @param all whether readings without news are wanted too
     */
    FeatureRows(Writer out, boolean all) {
        this.out = out;
        this.all = all;
    }

    @Override
    public void reading(PathGroup group, PathMemory path, PathView view) {
        PathReading reading = view.reading();
        if (reading.kind() != ReadingKind.UPDATE && !all) {
            return;
        }
        if (!window.isEmpty() && !isOfSameWindow(window.getFirst().features(), reading.features())) {
            write();
        }
        window.add(reading);
    }

    @Override
    public void evicted() {
        evicted++;
    }

    @Override
    public void refused() {
        refused++;
    }

    /** Rows and paths, and paths that there was no room for. */
    String summary() {
        return String.format(Locale.ROOT, "%,d rows, paths: %,d", rows, paths.size())
                + (evicted == 0 ? "" : String.format(Locale.ROOT, ", %,d of them evicted", evicted))
                + (refused == 0 ? "" : String.format(Locale.ROOT, ", %,d panes of more paths left out", refused));
    }

    /** Writes what is still held back. */
    void flush() throws IOException {
        write();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static boolean isOfSameWindow(PathFeatures one, PathFeatures other) {
        return one.windowEndMs() == other.windowEndMs() && one.alarm() == other.alarm();
    }

    private void write() {
        window.sort(BY_PATH);
        try {
            if (rows == 0 && !window.isEmpty()) {
                out.append(HEADER).append('\n');
            }
            for (PathReading reading : window) {
                out.append(row(reading)).append('\n');
                paths.add(reading.path());
                rows++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        window.clear();
    }

    private static String row(PathReading reading) {
        PathFeatures f = reading.features();
        return String.join(
                ",",
                f.scope().word(),
                quoted(f.key()),
                Long.toString(f.windowEndMs()),
                Boolean.toString(f.alarm()),
                Long.toString(f.count()),
                number(f.minRttMs()),
                number(f.maxRttMs()),
                number(f.meanRttMs()),
                number(f.p50RttMs()),
                number(f.p95RttMs()),
                number(f.rttVariationMs()),
                Long.toString(f.segments()),
                Long.toString(f.retransmits()),
                Long.toString(f.dsacks()),
                number(f.retransmitRate()),
                number(f.goodput()),
                Integer.toString(f.activeStreams()),
                Integer.toString(f.openConnections()),
                Long.toString(f.unsentBytes()),
                number(f.appLimitedShare()),
                number(f.longMeanRttMs()),
                number(f.longP50RttMs()),
                number(f.longP95RttMs()),
                number(f.baselineRttMs()),
                number(Math.rint(f.oldestEventMs() * 1e3)
                        / 1e3), // a double has no more digits at this distance from 1970
                reading.kind().name().toLowerCase(Locale.ROOT));
    }

    /** All the digits a double has, and no exponent. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        String text = BigDecimal.valueOf(value).toPlainString();
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** An agent may be called anything. */
    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
