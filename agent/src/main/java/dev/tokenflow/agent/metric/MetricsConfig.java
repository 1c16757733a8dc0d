package dev.tokenflow.agent.metric;

/**
 * What the agent tells about itself, and where.
 *
 * @param host address on which {@code /metrics} is served
 * @param port port of {@code /metrics}; 0 = any free one, {@link #NO_PORT} = none
 * @param bpfStatistics have the kernel time the probe's programs (needs CAP_SYS_ADMIN)
 */
public record MetricsConfig(String host, int port, boolean bpfStatistics) {
    /** Value of {@link #port} for an agent that serves no {@code /metrics}. */
    public static final int NO_PORT = -1;

    /** The address that only this machine reaches. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** No {@code /metrics} and no statistics of the kernel's. */
    public static final MetricsConfig NONE = new MetricsConfig(DEFAULT_HOST, NO_PORT, false);

    private static final int MAX_PORT = 0xffff;

    public MetricsConfig {
        if (port < NO_PORT || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "--metrics-port is " + port + ", expected " + NO_PORT + " (none) to " + MAX_PORT);
        }
    }

    /** {@code /metrics} on this port of the local address. */
    public static MetricsConfig on(int port) {
        return new MetricsConfig(DEFAULT_HOST, port, false);
    }

    /** The same, with the run times of the probe's programs. */
    public MetricsConfig withBpfStatistics() {
        return new MetricsConfig(host, port, true);
    }
}
