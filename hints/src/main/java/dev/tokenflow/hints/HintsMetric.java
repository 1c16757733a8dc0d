package dev.tokenflow.hints;

/** Every metric of this server: its name and what it counts. */
enum HintsMetric {
    RECORDS("tokenflow_hints_records", "Records read from the hint topic, by what became of them"),
    REQUESTS("tokenflow_hints_requests", "Requests for hints, by how they were asked"),
    HELD("tokenflow_hints_held", "Hints held in memory"),
    READY("tokenflow_hints_ready", "1 once the topic was read to its end, else 0"),
    LAG("tokenflow_hints_topic_lag_records", "Records of the hint topic not read yet"),
    WAITING("tokenflow_hints_waiting_requests", "Long polls that wait"),
    STREAMS("tokenflow_hints_open_streams", "Open SSE streams"),
    CONNECTIONS("tokenflow_hints_open_connections", "Open HTTP connections"),
    REFUSED("tokenflow_hints_refused_connections", "HTTP connections refused because there were too many");

    private final String metricName;
    private final String help;

    HintsMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** Name without the suffix {@code _total} that counters are shown with. */
    String metricName() {
        return metricName;
    }

    String help() {
        return help;
    }
}
