package dev.tokenflow.gateway.observe;

/**
 * The gateway's metrics: names are a contract with dashboards and alerts. Those that begin with {@code gen_ai} are
 * named by OpenTelemetry's conventions for generative AI; "server" is the engine's side, "client" the reader's.
 */
public enum GatewayMetric {
    REQUESTS("tokenflow_gateway_requests", "Requests, by upstream and status of the answer"),
    ENGINE_DURATION("gen_ai_server_request_duration_seconds", "From a request to the end of its answer"),
    ENGINE_FIRST("gen_ai_server_time_to_first_token_seconds", "From a request to the engine's first text"),
    ENGINE_TOKEN(
            "gen_ai_server_time_per_output_token_seconds",
            "From the engine's first text to its last, for each token after the first"),
    READER_FIRST(
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "From a request to the first text written to its reader"),
    READER_CHUNK(
            "gen_ai_client_operation_time_per_output_chunk_seconds", "From one event written to a reader to the next"),
    HELD("tokenflow_gateway_held_seconds", "How long the oldest text of an event waited before it was written"),
    WAITING(
            "tokenflow_gateway_waiting_seconds",
            "Time in which readers waited for text, by what they waited for: engine, network or hint"),
    SLOW_STREAMS(
            "tokenflow_gateway_slow_streams",
            "Streams whose reader waited a second or more for one piece of text, by what it waited for"),
    DELTAS("tokenflow_gateway_deltas", "Deltas that came from engines"),
    EVENTS("tokenflow_gateway_events", "Events written to readers"),
    TOKENS("tokenflow_gateway_tokens", "Tokens of finished streams, as well as they are known"),
    PLAIN_BYTES("tokenflow_gateway_plain_bytes", "Bytes of token streams before compression"),
    WIRE_BYTES("tokenflow_gateway_wire_bytes", "Bytes of token streams as given to connections"),
    STREAMS("tokenflow_gateway_streams", "Token streams that are open"),
    CONNECTIONS("tokenflow_gateway_connections", "Connections of readers that are open"),
    UPSTREAM_CONNECTIONS("tokenflow_gateway_upstream_connections", "Connections to engines that are open"),
    UPSTREAM_HEALTHY("tokenflow_gateway_upstream_healthy", "1 while an address of an upstream is well, else 0"),
    UPSTREAM_FAILURES("tokenflow_gateway_upstream_failures", "Answers that did not come or broke off, by kind"),
    ABORTED("tokenflow_gateway_aborted_upstreams", "Requests taken back from an engine because the reader had gone"),
    GONE("tokenflow_gateway_readers_gone", "Readers that went away before their answer was complete"),
    STALLED("tokenflow_gateway_stalled_readers", "Readers let go because they took nothing for too long"),
    REFUSED("tokenflow_gateway_refused", "Connections and requests refused, by reason"),
    MEMORY("tokenflow_gateway_held_bytes", "Bytes of requests and streams that wait in this process"),
    LOST_LINES("tokenflow_gateway_lost_log_lines", "Lines of the access log that were dropped because it was too slow"),
    LOST_ROWS("tokenflow_gateway_lost_stats", "Rows of stream statistics that Kafka did not take"),
    RELOADS("tokenflow_gateway_reloads", "Attempts to read the configuration again, by outcome");

    private final String metricName;
    private final String help;

    GatewayMetric(String metricName, String help) {
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
