package dev.tokenflow.hints.metric;

/** Every metric of this server: its name and what it counts. */
public enum HintsMetric {
    RECORDS("tokenflow_hints_records", "Records read from the hint topic, by what became of them"),
    REQUESTS("tokenflow_hints_requests", "Requests for hints, by how they were asked"),
    HELD("tokenflow_hints_held", "Hints held in memory"),
    READY("tokenflow_hints_ready", "1 once the topic was read to its end, else 0"),
    LAG("tokenflow_hints_topic_lag_records", "Records of the hint topic not read yet"),
    WAITING("tokenflow_hints_waiting_requests", "Long polls that wait"),
    STREAMS("tokenflow_hints_open_streams", "Open SSE streams"),
    CONNECTIONS("tokenflow_hints_open_connections", "Open HTTP connections"),
    PATH_RTT(
            "tokenflow_path_rtt_seconds",
            "Round trips of a path over the window, and the one forecast for a second from now"),
    PATH_RETRANSMITS("tokenflow_path_retransmit_ratio", "Segments sent again over segments sent"),
    PATH_RATE("tokenflow_path_hint_tokens_per_second", "Token rate hinted for each stream of a path"),
    PATH_CHUNK("tokenflow_path_hint_tokens_per_chunk", "Tokens hinted for each chunk of a path"),
    PATH_ANOMALY("tokenflow_path_anomaly_score", "How unusual the isolation forest finds a path, 0 to 1"),
    PATH_ANOMALOUS("tokenflow_path_anomalous", "1 while a path's anomaly score is 0.6 or more, else 0"),
    PATH_CONGESTED("tokenflow_path_congested", "1 while a path is called congested, else 0"),
    PATH_AGE("tokenflow_path_hint_age_seconds", "Time since the hint of a path was issued"),
    INCIDENTS_OPEN("tokenflow_incidents_open", "Incidents that are not over, by kind"),
    INCIDENT_AFFECTED(
            "tokenflow_incident_affected_clients",
            "Clients in trouble (of an engine: streams) of an incident that is not over"),
    REFUSED("tokenflow_hints_refused_connections", "HTTP connections refused because there were too many");

    private final String metricName;
    private final String help;

    HintsMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** Name without the suffix {@code _total} that counters are shown with. */
    public String metricName() {
        return metricName;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }
}
