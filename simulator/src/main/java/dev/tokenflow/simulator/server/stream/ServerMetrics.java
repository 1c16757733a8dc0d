package dev.tokenflow.simulator.server.stream;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Counts what the token server does; {@link ServerMetric} names it for Prometheus. */
public final class ServerMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests;
    // Bound once: finding a data point by its labels for every chunk would cost more than counting.
    private final CounterDataPoint tokensSent;
    private final CounterDataPoint chunksSent;
    private final CounterDataPoint abandonedStreams;

    /**
     * @param streams how many answers are being streamed now
     * @param pendingTokens how many tokens are generated and not yet written
     */
    public ServerMetrics(IntSupplier streams, LongSupplier pendingTokens) {
        JvmMetrics.builder().register(registry);
        requests = Counter.builder()
                .name(ServerMetric.REQUESTS.metricName())
                .help(ServerMetric.REQUESTS.help())
                .labelNames("status")
                .register(registry);
        tokensSent = counter(ServerMetric.TOKENS_SENT);
        chunksSent = counter(ServerMetric.CHUNKS_SENT);
        abandonedStreams = counter(ServerMetric.ABANDONED_STREAMS);
        GaugeWithCallback.builder()
                .name(ServerMetric.STREAMS.metricName())
                .help(ServerMetric.STREAMS.help())
                .callback(gauge -> gauge.call(streams.getAsInt()))
                .register(registry);
        GaugeWithCallback.builder()
                .name(ServerMetric.PENDING_TOKENS.metricName())
                .help(ServerMetric.PENDING_TOKENS.help())
                .callback(gauge -> gauge.call((double) pendingTokens.getAsLong()))
                .register(registry);
    }

    /** Where the counters are registered. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** A request was answered, or is being answered, with this status. */
    public void request(int status) {
        requests.labelValues(Integer.toString(status)).inc();
    }

    void chunk(int tokens) {
        tokensSent.inc(tokens);
        chunksSent.inc();
    }

    /** A reader went before its answer was complete. */
    public void abandoned() {
        abandonedStreams.inc();
    }

    /** Tokens written so far. */
    public long tokensSent() {
        return (long) tokensSent.get();
    }

    /** Chunks written so far. */
    public long chunksSent() {
        return (long) chunksSent.get();
    }

    private CounterDataPoint counter(ServerMetric metric) {
        return Counter.builder()
                .name(metric.metricName())
                .help(metric.help())
                .register(registry)
                .labelValues();
    }
}
