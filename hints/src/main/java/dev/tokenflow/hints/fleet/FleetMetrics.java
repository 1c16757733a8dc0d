package dev.tokenflow.hints.fleet;

import dev.tokenflow.hints.metric.HintsMetric;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the hints say of paths, as metrics: of every site, of the {@value #PREFIXES} worst prefixes and the
 * {@value #CLIENTS} worst clients, however many there are. Labels name a scope and a path, never a connection.
 */
public final class FleetMetrics implements MultiCollector {
    static final int CLIENTS = 20;
    static final int PREFIXES = 50;
    private static final double MS = 1e3;

    private final Fleet fleet;

    /** To be registered once. */
    public FleetMetrics(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public MetricSnapshots collect() {
        List<Hint> hints = new ArrayList<>();
        fleet.worst(Scope.SITE, PREFIXES).forEach(served -> hints.add(served.hint()));
        fleet.worst(Scope.PREFIX, PREFIXES).forEach(served -> hints.add(served.hint()));
        fleet.worst(Scope.CLIENT, CLIENTS).forEach(served -> hints.add(served.hint()));
        long nowMs = System.currentTimeMillis();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        GaugeSnapshot.Builder rtt = builder(HintsMetric.PATH_RTT);
        for (Hint hint : hints) {
            point(rtt, hint, "stat", "min", hint.rtt().minMs() / MS);
            point(rtt, hint, "stat", "mean", hint.rtt().meanMs() / MS);
            point(rtt, hint, "stat", "p95", hint.rtt().p95Ms() / MS);
            point(rtt, hint, "stat", "predicted", hint.predictedRttMs() / MS);
        }
        all.metricSnapshot(rtt.build());
        all.metricSnapshot(gauge(HintsMetric.PATH_RETRANSMITS, hints, Hint::retransmitRate));
        all.metricSnapshot(gauge(HintsMetric.PATH_RATE, hints, Hint::tokensPerSecond));
        all.metricSnapshot(gauge(HintsMetric.PATH_CHUNK, hints, Hint::tokensPerChunk));
        all.metricSnapshot(gauge(HintsMetric.PATH_ANOMALY, hints, Hint::anomalyScore));
        all.metricSnapshot(gauge(HintsMetric.PATH_AGE, hints, hint -> (nowMs - hint.issuedAtMs()) / MS));
        all.metricSnapshot(
                gauge(HintsMetric.PATH_CONGESTED, hints, hint -> hint.state() == PathCondition.CONGESTED ? 1 : 0));
        all.metricSnapshot(gauge(HintsMetric.PATH_ANOMALOUS, hints, hint -> Fleet.isAnomalous(hint) ? 1 : 0));
        return all.build();
    }

    private static GaugeSnapshot gauge(HintsMetric metric, List<Hint> hints, ToDoubleFunction<Hint> value) {
        GaugeSnapshot.Builder gauge = builder(metric);
        hints.forEach(hint -> {
            double known = value.applyAsDouble(hint);
            if (!Double.isNaN(known)) {
                gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("scope", hint.scope().word(), "path", hint.key()))
                        .value(known)
                        .build());
            }
        });
        return gauge.build();
    }

    private static void point(GaugeSnapshot.Builder gauge, Hint hint, String label, String word, double value) {
        if (!Double.isNaN(value)) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(
                            "scope", hint.scope().word(), "path", hint.key(), label, word.toLowerCase(Locale.ROOT)))
                    .value(value)
                    .build());
        }
    }

    private static GaugeSnapshot.Builder builder(HintsMetric metric) {
        return GaugeSnapshot.builder().name(metric.metricName()).help(metric.help());
    }
}
