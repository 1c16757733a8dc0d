package dev.tokenflow.agent.metric;

import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.ProbeTier;
import dev.tokenflow.agent.probe.ProgramRuns;
import dev.tokenflow.cli.Version;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.DefaultHandler;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * {@code /metrics} of one agent: every value is read from its {@link AgentStats} when it is scraped. And its health, on
 * the same port.
 */
public final class AgentMetrics implements AutoCloseable {
    private static final double NS_PER_SECOND = 1e9;
    private static final String METRICS = "/metrics";

    private final HTTPServer server;

    private AgentMetrics(HTTPServer server) {
        this.server = server;
    }

    /**
     * Serves them until closed.
     *
     * @param config where
     * @param agentId name of the agent
     * @param tier how its probe is attached
     * @param ringBytes size of its ring buffer
     * @param stats what the agent has done up to the moment of the call; called from several threads
     * @param progress how far it has come at the moment of the call; called from several threads
     */
    public static AgentMetrics serve(
            MetricsConfig config,
            String agentId,
            ProbeTier tier,
            long ringBytes,
            Supplier<AgentStats> stats,
            Supplier<Progress> progress)
            throws StartupException {
        PrometheusRegistry registry = new PrometheusRegistry();
        registerInfo(registry, agentId, tier);
        register(registry, stats);
        gauge(AgentMetric.RING_CAPACITY_BYTES)
                .callback(out -> out.call((double) ringBytes))
                .register(registry);
        JvmMetrics.builder().register(registry);
        try {
            return new AgentMetrics(HTTPServer.builder()
                    .inetAddress(InetAddress.getByName(config.host()))
                    .port(config.port())
                    .registry(registry)
                    .defaultHandler(new HealthHandler(progress, config.healthyWithin(), new DefaultHandler(METRICS)))
                    .buildAndStart());
        } catch (IOException e) {
            throw new StartupException(METRICS + " cannot be served at " + config.host() + ":"
                    + config.port() + " (" + e.getMessage()
                    + "): give another address with --metrics-host or --metrics-port");
        }
    }

    /** The port that is served. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void registerInfo(PrometheusRegistry registry, String agentId, ProbeTier tier) {
        Info info = Info.builder()
                .name(AgentMetric.INFO.metricName())
                .help(AgentMetric.INFO.help())
                .labelNames("agent", "tier", "version")
                .register(registry);
        info.setLabelValues(agentId, tier.label(), Version.number());
    }

    private static void register(PrometheusRegistry registry, Supplier<AgentStats> stats) {
        counter(AgentMetric.EVENTS, "kind")
                .callback(out -> {
                    AgentStats now = stats.get();
                    out.call((double) now.rttEvents(), "rtt");
                    out.call((double) now.retransmitEvents(), "retransmit");
                    out.call((double) now.openEvents(), "open");
                    out.call((double) now.closeEvents(), "close");
                })
                .register(registry);
        counter(AgentMetric.EVENTS_LOST, "stage")
                .callback(
                        out -> stats.get().lost().forEach((stage, events) -> out.call((double) events, stage.label())))
                .register(registry);
        counter(AgentMetric.PROBE_RUNS, "stage")
                .callback(out -> stats.get()
                        .runs()
                        .forEach((stage, runs) ->
                                out.call((double) runs, stage.name().toLowerCase(Locale.ROOT))))
                .register(registry);
        counter(AgentMetric.BATCHES)
                .callback(out -> out.call((double) stats.get().batches()))
                .register(registry);
        counter(AgentMetric.BATCH_BYTES)
                .callback(out -> out.call((double) stats.get().bytes()))
                .register(registry);
        perProgram(registry, stats, AgentMetric.PROBE_MISSED_RUNS, ProgramRuns::missed, 1);
        perProgram(registry, stats, AgentMetric.PROBE_TIMED_RUNS, ProgramRuns::runs, 1);
        perProgram(registry, stats, AgentMetric.PROBE_RUN_SECONDS, ProgramRuns::totalNs, NS_PER_SECOND);
        counter(AgentMetric.CPU_SECONDS, "thread")
                .callback(out -> {
                    for (Map.Entry<String, Long> thread : stats.get().cpuNs().entrySet()) {
                        out.call(thread.getValue() / NS_PER_SECOND, thread.getKey());
                    }
                })
                .register(registry);
        gauge(AgentMetric.QUEUE_BYTES)
                .callback(out -> out.call((double) stats.get().queuedBytes()))
                .register(registry);
        gauge(AgentMetric.SOCKETS)
                .callback(out -> out.call((double) stats.get().sockets()))
                .register(registry);
        gauge(AgentMetric.RING_PENDING_BYTES)
                .callback(out -> out.call((double) stats.get().ringPendingBytes()))
                .register(registry);
    }

    private static void perProgram(
            PrometheusRegistry registry,
            Supplier<AgentStats> stats,
            AgentMetric metric,
            ToLongFunction<ProgramRuns> value,
            double divisor) {
        counter(metric, "program")
                .callback(out -> stats.get()
                        .programs()
                        .forEach(program -> out.call(value.applyAsLong(program) / divisor, program.program())))
                .register(registry);
    }

    private static CounterWithCallback.Builder counter(AgentMetric metric, String... labels) {
        return CounterWithCallback.builder()
                .name(metric.metricName())
                .help(metric.help())
                .labelNames(labels);
    }

    private static GaugeWithCallback.Builder gauge(AgentMetric metric) {
        return GaugeWithCallback.builder().name(metric.metricName()).help(metric.help());
    }
}
