package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.protocol.json.Timestamps;
import java.time.DateTimeException;
import java.util.Map;

/**
 * Rows of {@code path-features}, as JSON: what was measured of a path and what models said of it. Unknown numbers are
 * {@code null}, or left out where most probes do not tell them; unknown members are ignored.
 */
public final class PathRowCodec {
    private PathRowCodec() {}

    /** One line of JSON. */
    public static String encode(PathReading reading, PathScore score) {
        PathFeatures f = reading.features();
        JsonWriter json = new JsonWriter().beginObject();
        json.field("scope", f.scope().word()).field("key", f.key());
        if (!f.name().tenant().isEmpty()) {
            json.field("tenant", f.name().tenant());
        }
        json.instantField("window_end", f.windowEndMs()).field("alarm", f.alarm());
        json.name("rtt_ms").beginObject().field("count", f.count());
        json.field("min", f.minRttMs(), 3).field("mean", f.meanRttMs(), 3);
        json.field("p50", f.p50RttMs(), 3).field("p95", f.p95RttMs(), 3);
        json.field("max", f.maxRttMs(), 3).field("variation", f.rttVariationMs(), 3);
        json.endObject();
        json.field("recent_rtt_ms", reading.signals().rttP50Ms(), 3);
        json.field("long_mean_rtt_ms", f.longMeanRttMs(), 3);
        json.field("long_p50_rtt_ms", f.longP50RttMs(), 3).field("long_p95_rtt_ms", f.longP95RttMs(), 3);
        json.field("baseline_rtt_ms", f.baselineRttMs(), 3);
        json.field("segments", f.segments()).field("retransmits", f.retransmits());
        json.field("dsacks", f.dsacks()).field("retransmit_rate", f.retransmitRate(), 6);
        json.field("goodput_bytes_per_second", f.goodput(), 0);
        json.field("active_streams", f.activeStreams()).field("open_connections", f.openConnections());
        json.field("unsent_bytes", f.unsentBytes()).field("app_limited_share", f.appLimitedShare(), 3);
        json.field("anomaly_score", score.anomalyScore(), 6);
        json.field("diagnosis", score.diagnosis().word());
        if (!score.reason().isEmpty()) {
            json.field("diagnosis_why", score.reason());
        }
        json.field("predicted_rtt_ms", score.predictedRttMs(), 3).field("upper_rtt_ms", score.upperRttMs(), 3);
        json.field("predicted_rtt_5s_ms", score.predicted5sMs(), 3).field("upper_rtt_5s_ms", score.upper5sMs(), 3);
        json.field("forecast_trusted", score.trusted()).field("model", score.model());
        json.field("oldest_event_at_ms", f.oldestEventMs(), 3);
        encode(json, f.facts());
        return json.endObject().toString();
    }

    private static void encode(JsonWriter json, PathFacts facts) {
        putKnown(json, "timeouts", facts.timeouts());
        putKnown(json, "fast_retransmits", facts.fastRetransmits());
        putKnown(json, "reorderings", facts.reorderings());
        putKnown(json, "receiver_limited_share", facts.receiverLimitedShare(), 3);
        putKnown(json, "send_buffer_limited_share", facts.sendBufferLimitedShare(), 3);
        putKnown(json, "ce_share", facts.markedShare(), 6);
        putKnown(json, "handshake_rtt_ms", facts.handshakeRttMs(), 3);
    }

    private static void putKnown(JsonWriter json, String name, double count) {
        if (!Double.isNaN(count)) {
            json.field(name, (long) count);
        }
    }

    private static void putKnown(JsonWriter json, String name, double value, int decimals) {
        if (!Double.isNaN(value)) {
            json.field(name, value, decimals);
        }
    }

    private static PathFacts facts(Map<?, ?> row) throws JsonException {
        return new PathFacts(
                number(row, "timeouts"),
                number(row, "fast_retransmits"),
                number(row, "reorderings"),
                number(row, "receiver_limited_share"),
                number(row, "send_buffer_limited_share"),
                number(row, "ce_share"),
                number(row, "handshake_rtt_ms"));
    }

    /**
     * The sample of a row.
     *
     * @return it, flagged when the row came between two slides
     * @throws JsonException with the member at fault
     */
    public static Row decode(String json) throws JsonException {
        Map<?, ?> row = JsonReader.readObject(json);
        if (!(row.get("rtt_ms") instanceof Map<?, ?> rtt)) {
            throw new JsonException("'rtt_ms' should be an object");
        }
        PathSample sample = new PathSample(
                path(row),
                instant(text(row, "window_end")),
                number(row, "recent_rtt_ms"),
                whole(rtt, "count"),
                number(rtt, "min"),
                number(rtt, "mean"),
                number(rtt, "p50"),
                number(rtt, "p95"),
                number(rtt, "variation"),
                number(row, "long_p50_rtt_ms"),
                number(row, "long_p95_rtt_ms"),
                number(row, "baseline_rtt_ms"),
                whole(row, "segments"),
                whole(row, "retransmits"),
                whole(row, "dsacks"),
                number(row, "goodput_bytes_per_second"),
                (int) whole(row, "active_streams"),
                whole(row, "unsent_bytes"),
                number(row, "app_limited_share"),
                facts(row));
        return new Row(sample, Boolean.TRUE.equals(row.get("alarm")), Diagnosis.ofWord(row.get("diagnosis")));
    }

    /**
     * A row.
     *
     * @param sample what models may know
     * @param alarm whether it came between two slides, from panes that were not finished
     * @param diagnosis what was the matter with the path
     */
    public record Row(PathSample sample, boolean alarm, Diagnosis diagnosis) {}

    private static String path(Map<?, ?> row) throws JsonException {
        String scope = text(row, "scope");
        return (row.containsKey("tenant") ? scope + "@" + text(row, "tenant") : scope) + "/" + text(row, "key");
    }

    private static long instant(String text) throws JsonException {
        try {
            return Math.floorDiv(Timestamps.parse(text), 1_000L);
        } catch (DateTimeException | ArithmeticException e) {
            throw new JsonException("'window_end' should be an instant: " + e.getMessage());
        }
    }

    private static String text(Map<?, ?> row, String name) throws JsonException {
        if (row.get(name) instanceof String value) {
            return value;
        }
        throw new JsonException("'" + name + "' should be a string");
    }

    private static double number(Map<?, ?> row, String name) throws JsonException {
        Object value = row.get(name);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double number) {
            return number;
        }
        throw new JsonException("'" + name + "' should be a number");
    }

    private static long whole(Map<?, ?> row, String name) throws JsonException {
        double value = number(row, name);
        if (value == Math.rint(value) && Math.abs(value) <= 1L << 53) {
            return (long) value;
        }
        throw new JsonException("'" + name + "' should be a whole number");
    }
}
