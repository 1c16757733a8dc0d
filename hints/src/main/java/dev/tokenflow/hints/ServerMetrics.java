package dev.tokenflow.hints;

import dev.tokenflow.hints.answer.HintRoutes;
import dev.tokenflow.hints.metric.HintsMetric;
import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.RecordOutcome;
import dev.tokenflow.hints.topic.HintTopicReader;
import dev.tokenflow.http.HttpServer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** The metrics of the server itself; those of the paths it knows are in the fleet. */
final class ServerMetrics {
    private final PrometheusRegistry registry;

    ServerMetrics(PrometheusRegistry registry) {
        this.registry = registry;
    }

    void register(HintTopicReader reader, HintStore store, HintRoutes routes, HttpServer http) {
        CounterWithCallback.builder()
                .name(HintsMetric.RECORDS.metricName())
                .help(HintsMetric.RECORDS.help())
                .labelNames("verdict")
                .callback(counter -> {
                    for (RecordOutcome outcome : RecordOutcome.values()) {
                        counter.call((double) reader.count(outcome), outcome.word());
                    }
                })
                .register(registry);
        CounterWithCallback.builder()
                .name(HintsMetric.REFUSED.metricName())
                .help(HintsMetric.REFUSED.help())
                .callback(counter -> counter.call((double) http.refusedConnections()))
                .register(registry);
        gauge(HintsMetric.HELD, store::size);
        gauge(HintsMetric.READY, () -> reader.isReady() ? 1 : 0);
        gauge(HintsMetric.LAG, () -> (double) reader.lagRecords());
        gauge(HintsMetric.WAITING, routes::waitingRequests);
        gauge(HintsMetric.STREAMS, routes::openStreams);
        gauge(HintsMetric.CONNECTIONS, http::openConnections);
    }

    private void gauge(HintsMetric metric, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(metric.metricName())
                .help(metric.help())
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }
}
