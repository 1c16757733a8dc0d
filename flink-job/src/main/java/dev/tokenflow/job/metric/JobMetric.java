package dev.tokenflow.job.metric;

/**
 * Every counter of the job, registered in the group {@value #GROUP} of its operator and, under the same name, as an
 * accumulator of the job.
 */
public enum JobMetric {
    /** Batches with a sound header, duplicates included. */
    BATCHES_IN("batches_in"),
    /** Records that are no batch; also counted by reason. */
    BATCHES_REJECTED("batches_rejected"),
    /** Batches whose agent's wall clock is far from the broker's; nothing depends on it. */
    BATCHES_SKEWED("batches_skewed"),
    /** Batches that came twice. */
    BATCHES_DUPLICATE("batches_duplicate"),
    /** Sequence numbers that were skipped. */
    BATCHES_MISSING("batches_missing"),
    /** Batches that were counted as missing and came after all. */
    BATCHES_REORDERED("batches_reordered"),
    /** Events of batches that are no duplicates. */
    EVENTS_IN("events_in"),
    /** Events that the kernel cannot have written; also counted by reason. */
    EVENTS_REJECTED("events_rejected"),
    /** Events of a pane that was closed longer ago than a hint may be used. */
    EVENTS_LATE("events_late"),
    /** Events that waited for the broker longer than a hint may be used: they are no news. */
    EVENTS_STALE("events_stale"),
    /** Sockets whose close was never seen. */
    SOCKETS_FORGOTTEN("sockets_forgotten"),
    /** Sockets that were forgotten because there are too many. */
    SOCKETS_EVICTED("sockets_evicted"),
    /** Panes that left the fold. */
    PANES_OUT("panes_out"),
    /** Windows that were read at once. */
    ALARMS("alarms"),
    /** Paths that were forgotten. */
    PATHS_EXPIRED("paths_expired"),
    /** Paths without open connections that were forgotten because there are too many. */
    PATHS_EVICTED("paths_evicted"),
    /** Panes of new paths that were left out because there are too many paths with open connections. */
    PATHS_REFUSED("paths_refused"),
    /** Records of the model topic. */
    MODELS_IN("models_in"),
    /** Of these, models that could not be used. */
    MODELS_REFUSED("models_refused"),
    /** Words of trouble that came into force for a client. */
    ANOMALIES("anomalies"),
    /** Rows of the feature topic. */
    FEATURES_OUT("features_out"),
    /** Rows of the hint topic, refreshes included, tombstones not. */
    HINTS_OUT("hints_out"),
    /** Hints that were withdrawn. */
    TOMBSTONES_OUT("tombstones_out"),
    /** Records of the incident topic. */
    INCIDENTS_OUT("incidents_out"),
    /** Incidents that began; also counted by kind. */
    INCIDENTS_OPENED("incidents_opened"),
    /** Incidents that are over. */
    INCIDENTS_OVER("incidents_over"),
    /** Words about clients and rows of streams that incidents are looked for without, because there are too many. */
    INCIDENT_INPUT_LEFT_OUT("incident_input_left_out"),
    /** Mistakes after which incidents of a tenant were looked for anew. */
    INCIDENT_FAILURES("incident_failures"),
    /** Rows of gateways about streams. */
    STREAM_STATS_IN("stream_stats_in"),
    /** Records of their topic that are none. */
    STREAM_STATS_REJECTED("stream_stats_rejected");

    /** Metric group of all of them. */
    public static final String GROUP = "tokenflow";

    /** Histogram: one partition's windows at one slide, read and handed on. */
    public static final String FIRE_NANOSECONDS = "fire_nanoseconds";

    /** Histogram: one path scored by every model; a sample of the paths. */
    public static final String SCORE_NANOSECONDS = "score_nanoseconds";

    /** Histogram: one look for what belongs together among the clients of a tenant. */
    public static final String INCIDENT_NANOSECONDS = "incident_nanoseconds";

    /**
     * Counter, also by reason, of a sink and so no accumulator: rows of the feature topic that no broker has. Rows are
     * counted in {@link #FEATURES_OUT} before they are lost.
     */
    public static final String FEATURES_LOST = "features_lost";

    /** Counter, also by reason, of a sink and so no accumulator: rejected input that no broker has. */
    public static final String REJECTED_LOST = "rejected_lost";

    /** Counter, also by reason, of a sink and so no accumulator: records of incidents that no broker has. */
    public static final String INCIDENTS_LOST = "incidents_lost";

    private final String metricName;

    JobMetric(String metricName) {
        this.metricName = metricName;
    }

    /** Its name in metrics and accumulators. */
    public String metricName() {
        return metricName;
    }
}
