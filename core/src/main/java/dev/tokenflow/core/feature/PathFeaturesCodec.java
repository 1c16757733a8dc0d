package dev.tokenflow.core.feature;

import dev.tokenflow.core.json.JsonWriter;
import java.time.Instant;

/** The JSON form of {@link PathFeatures}: the value of the {@code path-features} topic. Unknown numbers are {@code null}. */
public final class PathFeaturesCodec {
    private PathFeaturesCodec() {}

    /**
     * One line of JSON.
     *
     * @param anomalyScore   of a model, NaN without one
     * @param predictedRttMs of a model, NaN without one
     * @param model          version of the models used; empty without
     */
    public static String encode(PathFeatures f, double anomalyScore, double predictedRttMs, String model) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("scope", f.scope().word()).field("key", f.key());
        json.field("window_end", Instant.ofEpochMilli(f.windowEndMs()).toString())
                .field("alarm", f.alarm());
        json.name("rtt_ms").beginObject().field("count", f.count());
        json.field("min", round(f.minRttMs(), 1e3)).field("mean", round(f.meanRttMs(), 1e3));
        json.field("p50", round(f.p50RttMs(), 1e3)).field("p95", round(f.p95RttMs(), 1e3));
        json.field("max", round(f.maxRttMs(), 1e3))
                .field("variation", round(f.rttVariationMs(), 1e3))
                .endObject();
        json.field("long_mean_rtt_ms", round(f.longMeanRttMs(), 1e3))
                .field("long_p50_rtt_ms", round(f.longP50RttMs(), 1e3))
                .field("long_p95_rtt_ms", round(f.longP95RttMs(), 1e3));
        json.field("baseline_rtt_ms", round(f.baselineRttMs(), 1e3));
        json.field("segments", f.segments())
                .field("retransmits", f.retransmits())
                .field("dsacks", f.dsacks());
        json.field("retransmit_rate", round(f.retransmitRate(), 1e6))
                .field("goodput_bytes_per_second", round(f.goodput(), 1));
        json.field("active_streams", f.activeStreams()).field("open_connections", f.openConnections());
        json.field("unsent_bytes", f.unsentBytes()).field("app_limited_share", round(f.appLimitedShare(), 1e3));
        json.field("anomaly_score", round(anomalyScore, 1e6)).field("predicted_rtt_ms", round(predictedRttMs, 1e3));
        json.field("model", model);
        json.field("oldest_event_at_ms", round(f.oldestEventMs(), 1e3));
        return json.endObject().toString();
    }

    /** Rounds to 1/{@code steps}: what people read needs no 17 digits. */
    private static double round(double value, double steps) {
        return Double.isFinite(value) ? Math.rint(value * steps) / steps : Double.NaN;
    }
}
