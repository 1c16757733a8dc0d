package dev.tokenflow.agent.metric;

import java.time.Duration;

/**
 * What the agent tells about itself, and where.
 *
 * @param host address on which {@code /metrics}, {@code /healthz} and {@code /livez} are served
 * @param port their port; 0 = any free one, {@link #NO_PORT} = none
 * @param bpfStatistics have the kernel time the probe's programs (needs CAP_SYS_ADMIN)
 * @param healthyWithin an agent is healthy while it has drained the ring buffer and delivered a batch within this time;
 *     longer than the interval of heartbeats, at most 1 h
 */
public record MetricsConfig(String host, int port, boolean bpfStatistics, Duration healthyWithin) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Value of {@link #port} for an agent that serves no {@code /metrics}. */
    public static final int NO_PORT = -1;

    /** The address that only this machine reaches. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Two attempts of the producer's, and fifty heartbeats. */
    public static final Duration DEFAULT_HEALTHY_WITHIN = Duration.ofSeconds(5);

    /** No {@code /metrics} and no statistics of the kernel's. */
    public static final MetricsConfig NONE = new MetricsConfig(DEFAULT_HOST, NO_PORT, false, DEFAULT_HEALTHY_WITHIN);

    private static final int MAX_PORT = 0xffff;

    public MetricsConfig {
        if (port < NO_PORT || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "--metrics-port is " + port + ", expected " + NO_PORT + " (none) to " + MAX_PORT);
        }
        if (healthyWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "--healthy-within is " + healthyWithin.toMillis() + " ms, expected at most 1h");
        }
    }

    /** {@code /metrics} on this port of the local address. */
    public static MetricsConfig on(int port) {
        return new MetricsConfig(DEFAULT_HOST, port, false, DEFAULT_HEALTHY_WITHIN);
    }

    /** The same, with the run times of the probe's programs. */
    public MetricsConfig withBpfStatistics() {
        return new MetricsConfig(host, port, true, healthyWithin);
    }

    /** The same with another time within which a healthy agent has done its work. */
    public MetricsConfig withHealthyWithin(Duration time) {
        return new MetricsConfig(host, port, bpfStatistics, time);
    }
}
