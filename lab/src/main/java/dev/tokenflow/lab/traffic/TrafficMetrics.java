package dev.tokenflow.lab.traffic;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.observe.SimulatedAgent;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;

/** {@code /metrics} of the traffic. */
final class TrafficMetrics implements AutoCloseable {
    private static final double MS = 1e3;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HTTPServer server;
    private final Counter tokens;
    private final Gauge delay;
    private final Gauge ttft;
    private final Gauge stall;
    private final Gauge streams;

    /** @throws IOException when the port cannot be had */
    TrafficMetrics(String host, int port, SimulatedAgent agent) throws IOException {
        JvmMetrics.builder().register(registry);
        tokens = Counter.builder()
                .name(TrafficMetric.TOKENS.metricName())
                .help(TrafficMetric.TOKENS.help())
                .labelNames("arm")
                .register(registry);
        delay = gauge(registry, TrafficMetric.DELAY, "arm", "quantile");
        ttft = gauge(registry, TrafficMetric.TTFT, "arm");
        stall = gauge(registry, TrafficMetric.STALL, "arm");
        streams = gauge(registry, TrafficMetric.STREAMS, "arm");
        CounterWithCallback.builder()
                .name(TrafficMetric.EVENTS.metricName())
                .help(TrafficMetric.EVENTS.help())
                .labelNames("kind")
                .callback(counter -> {
                    counter.call((double) agent.rttEvents(), "rtt");
                    counter.call((double) agent.retransmitEvents(), "retransmit");
                })
                .register(registry);
        CounterWithCallback.builder()
                .name(TrafficMetric.EVENTS_LOST.metricName())
                .help(TrafficMetric.EVENTS_LOST.help())
                .callback(counter -> counter.call((double) agent.lostEvents()))
                .register(registry);
        try {
            server = HTTPServer.builder()
                    .inetAddress(InetAddress.getByName(host))
                    .port(port)
                    .registry(registry)
                    .buildAndStart();
        } catch (IOException e) {
            throw new IOException(
                    "/metrics cannot be served at " + host + ":" + port + " (" + e.getMessage()
                            + "): give another address with --metrics-host or --metrics-port",
                    e);
        }
    }

    /** What the readers of one arm felt lately; NaN where nothing was due. */
    void lately(Arm arm, long newTokens, double[] delayMs, double ttftP95Ms, double stallRatio, int open) {
        tokens.labelValues(arm.name()).inc(newTokens);
        delay.labelValues(arm.name(), "0.5").set(delayMs[0] / MS);
        delay.labelValues(arm.name(), "0.95").set(delayMs[1] / MS);
        delay.labelValues(arm.name(), "0.99").set(delayMs[2] / MS);
        ttft.labelValues(arm.name()).set(ttftP95Ms / MS);
        stall.labelValues(arm.name()).set(stallRatio);
        streams.labelValues(arm.name()).set(open);
    }

    /** Shows what became of the answers that are read through a gateway. */
    void answers(GatewayReaders readers) {
        CounterWithCallback.builder()
                .name(TrafficMetric.ANSWERS.metricName())
                .help(TrafficMetric.ANSWERS.help())
                .labelNames("outcome")
                .callback(counter -> {
                    counter.call((double) readers.complete(), "complete");
                    counter.call((double) readers.failed(), "failed");
                })
                .register(registry);
    }

    @Override
    public void close() {
        server.close();
    }

    private static Gauge gauge(PrometheusRegistry registry, TrafficMetric metric, String... labels) {
        return Gauge.builder()
                .name(metric.metricName())
                .help(metric.help())
                .labelNames(labels)
                .register(registry);
    }
}
