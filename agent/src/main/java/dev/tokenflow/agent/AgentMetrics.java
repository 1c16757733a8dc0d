package dev.tokenflow.agent;

import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.ProgramRuns;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** {@code /metrics} of one agent: every value is read from {@link Agent#stats()} when it is scraped. */
final class AgentMetrics implements AutoCloseable {
    private static final double NS_PER_SECOND = 1e9;

    private final HTTPServer server;

    private AgentMetrics(HTTPServer server) {
        this.server = server;
    }

    static AgentMetrics serve(Agent agent, AgentConfig config) throws StartupException {
        PrometheusRegistry registry = new PrometheusRegistry();
        register(registry, agent, config);
        JvmMetrics.builder().register(registry);
        try {
            return new AgentMetrics(HTTPServer.builder()
                    .inetAddress(InetAddress.getByName(config.metricsHost()))
                    .port(config.metricsPort())
                    .registry(registry)
                    .buildAndStart());
        } catch (IOException e) {
            throw new StartupException("/metrics cannot be served at " + config.metricsHost() + ":"
                    + config.metricsPort() + " (" + e.getMessage()
                    + "): give another address with --metrics-host or --metrics-port");
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void register(PrometheusRegistry registry, Agent agent, AgentConfig config) {
        String version = AgentMetrics.class.getPackage().getImplementationVersion();
        Info info = Info.builder()
                .name(AgentMetric.INFO.metricName())
                .help(AgentMetric.INFO.help())
                .labelNames("agent", "tier", "version")
                .register(registry);
        info.setLabelValues(config.agentId(), agent.tier().label(), version == null ? "source" : version);

        counter(AgentMetric.EVENTS, "kind")
                .callback(out -> {
                    AgentStats stats = agent.stats();
                    out.call((double) stats.rttEvents(), "rtt");
                    out.call((double) stats.retransmitEvents(), "retransmit");
                    out.call((double) stats.openEvents(), "open");
                    out.call((double) stats.closeEvents(), "close");
                })
                .register(registry);
        counter(AgentMetric.EVENTS_LOST, "stage")
                .callback(out ->
                        agent.stats().lost().forEach((stage, events) -> out.call((double) events, stage.label())))
                .register(registry);
        counter(AgentMetric.PROBE_RUNS, "stage")
                .callback(out -> agent.stats()
                        .runs()
                        .forEach((stage, runs) ->
                                out.call((double) runs, stage.name().toLowerCase(Locale.ROOT))))
                .register(registry);
        counter(AgentMetric.BATCHES)
                .callback(out -> out.call((double) agent.stats().batches()))
                .register(registry);
        counter(AgentMetric.BATCH_BYTES)
                .callback(out -> out.call((double) agent.stats().bytes()))
                .register(registry);
        perProgram(registry, agent, AgentMetric.PROBE_MISSED_RUNS, ProgramRuns::missed, 1);
        perProgram(registry, agent, AgentMetric.PROBE_TIMED_RUNS, ProgramRuns::runs, 1);
        perProgram(registry, agent, AgentMetric.PROBE_RUN_SECONDS, ProgramRuns::totalNs, NS_PER_SECOND);
        counter(AgentMetric.CPU_SECONDS, "thread")
                .callback(out -> {
                    for (Map.Entry<String, Long> thread : agent.stats().cpuNs().entrySet()) {
                        out.call(thread.getValue() / NS_PER_SECOND, thread.getKey());
                    }
                })
                .register(registry);
        gauge(AgentMetric.QUEUE_BYTES)
                .callback(out -> out.call((double) agent.stats().queuedBytes()))
                .register(registry);
        gauge(AgentMetric.RING_PENDING_BYTES)
                .callback(out -> out.call((double) agent.stats().ringPendingBytes()))
                .register(registry);
        gauge(AgentMetric.RING_CAPACITY_BYTES)
                .callback(out -> out.call((double) config.ringBytes()))
                .register(registry);
    }

    private static void perProgram(
            PrometheusRegistry registry,
            Agent agent,
            AgentMetric metric,
            ToLongFunction<ProgramRuns> value,
            double divisor) {
        counter(metric, "program")
                .callback(out -> agent.stats()
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
