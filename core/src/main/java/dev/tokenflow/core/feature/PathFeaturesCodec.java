package dev.tokenflow.core.feature;

import dev.tokenflow.core.json.JsonWriter;

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
        json.instantField("window_end", f.windowEndMs()).field("alarm", f.alarm());
        json.name("rtt_ms").beginObject().field("count", f.count());
        json.field("min", f.minRttMs(), 3).field("mean", f.meanRttMs(), 3);
        json.field("p50", f.p50RttMs(), 3).field("p95", f.p95RttMs(), 3);
        json.field("max", f.maxRttMs(), 3)
                .field("variation", f.rttVariationMs(), 3)
                .endObject();
        json.field("long_mean_rtt_ms", f.longMeanRttMs(), 3)
                .field("long_p50_rtt_ms", f.longP50RttMs(), 3)
                .field("long_p95_rtt_ms", f.longP95RttMs(), 3);
        json.field("baseline_rtt_ms", f.baselineRttMs(), 3);
        json.field("segments", f.segments())
                .field("retransmits", f.retransmits())
                .field("dsacks", f.dsacks());
        json.field("retransmit_rate", f.retransmitRate(), 6).field("goodput_bytes_per_second", f.goodput(), 0);
        json.field("active_streams", f.activeStreams()).field("open_connections", f.openConnections());
        json.field("unsent_bytes", f.unsentBytes()).field("app_limited_share", f.appLimitedShare(), 3);
        json.field("anomaly_score", anomalyScore, 6).field("predicted_rtt_ms", predictedRttMs, 3);
        json.field("model", model);
        json.field("oldest_event_at_ms", f.oldestEventMs(), 3);
        return json.endObject().toString();
    }
}
