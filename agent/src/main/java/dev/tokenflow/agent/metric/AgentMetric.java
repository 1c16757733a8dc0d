package dev.tokenflow.agent.metric;

/** Every metric the agent exports, with its unit in its name; counters get {@code _total} from the exposition. */
public enum AgentMetric {
    INFO("tokenflow_agent", "The agent: its id, how the probe is attached, its version"),
    EVENTS("tokenflow_agent_events", "Events read from the ring buffer, by kind"),
    EVENTS_LOST("tokenflow_agent_events_lost", "Events lost, by stage"),
    BATCHES("tokenflow_agent_batches", "Batches acknowledged by the broker, heartbeats included"),
    BATCH_BYTES("tokenflow_agent_batch_bytes", "Bytes of these batches before compression"),
    QUEUE_BYTES("tokenflow_agent_queue_bytes", "Bytes that wait for the broker"),
    SOCKETS("tokenflow_agent_sockets", "Sockets of which the kernel remembers something for the probe"),
    RING_PENDING_BYTES("tokenflow_agent_ring_pending_bytes", "Bytes that wait in the ring buffer"),
    RING_CAPACITY_BYTES("tokenflow_agent_ring_capacity_bytes", "Size of the ring buffer"),
    PROBE_RUNS("tokenflow_agent_probe_runs", "Runs of the kernel probe, by where they ended"),
    PROBE_MISSED_RUNS(
            "tokenflow_agent_probe_missed_runs",
            "Runs the kernel skipped because the program was interrupted by itself, by program"),
    PROBE_TIMED_RUNS(
            "tokenflow_agent_probe_timed_runs",
            "Runs the kernel timed, by program; 0 unless BPF statistics are enabled"),
    PROBE_RUN_SECONDS("tokenflow_agent_probe_run_seconds", "Time spent in these runs, by program"),
    CPU_SECONDS("tokenflow_agent_cpu_seconds", "CPU time of the agent's own threads");

    private final String metricName;
    private final String help;

    AgentMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** Name without the suffix the exposition format adds. */
    public String metricName() {
        return metricName;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }
}
