package dev.tokenflow.simulator.server.stream;

/** The token server's metrics: names are a contract with dashboards and alerts. */
enum ServerMetric {
    REQUESTS("tokenflow_server_requests_total", "Requests for answers, by HTTP status of the answer."),
    STREAMS("tokenflow_server_streams", "Answers being streamed now."),
    TOKENS_SENT("tokenflow_server_tokens_sent_total", "Tokens written to connections."),
    CHUNKS_SENT("tokenflow_server_chunks_sent_total", "Chunks written to connections."),
    PENDING_TOKENS("tokenflow_server_pending_tokens", "Tokens generated and not yet written."),
    ABANDONED_STREAMS("tokenflow_server_abandoned_streams_total", "Answers whose reader went away before the end.");

    private final String metricName;
    private final String help;

    ServerMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    String metricName() {
        return metricName;
    }

    String help() {
        return help;
    }
}
