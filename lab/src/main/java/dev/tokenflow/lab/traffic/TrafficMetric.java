package dev.tokenflow.lab.traffic;

/** Every metric of the traffic, with its unit in its name; counters get {@code _total} from the exposition. */
enum TrafficMetric {
    TOKENS("tokenflow_reader_tokens", "Tokens that readers received, by the way they are sent"),
    DELAY(
            "tokenflow_reader_token_delay_seconds",
            "From a token's generation to its arrival over the last ten seconds, by the way it is sent and quantile"),
    TTFT("tokenflow_reader_ttft_p95_seconds", "95th percentile of the time to first token over the last ten seconds"),
    STALL(
            "tokenflow_reader_stall_ratio",
            "Share of their time that readers waited for a token, over the last ten seconds"),
    STREAMS("tokenflow_reader_streams", "Answers being read, by the way they are sent"),
    EVENTS("tokenflow_traffic_events", "TCP events of the simulated sockets, by kind"),
    EVENTS_LOST("tokenflow_traffic_events_lost", "Events the broker did not take"),
    ANSWERS("tokenflow_traffic_gateway_answers", "Answers read through a real gateway, by outcome");

    private final String metricName;
    private final String help;

    TrafficMetric(String metricName, String help) {
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
