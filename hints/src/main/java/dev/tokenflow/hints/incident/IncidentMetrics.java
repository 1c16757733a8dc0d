package dev.tokenflow.hints.incident;

import dev.tokenflow.hints.metric.HintsMetric;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/**
 * The open incidents as metrics: how many of each kind, and of the {@value #SHOWN} widest what they are and how many
 * clients they have. So the number of series is bounded, whatever happens.
 */
public final class IncidentMetrics implements MultiCollector {
    static final int SHOWN = 50;

    private final IncidentBook book;

    /** To be registered once. */
    public IncidentMetrics(IncidentBook book) {
        this.book = book;
    }

    @Override
    public MetricSnapshots collect() {
        List<Incident> open = book.incidents().stream().filter(Incident::isOpen).toList();
        GaugeSnapshot.Builder counts = builder(HintsMetric.INCIDENTS_OPEN);
        for (IncidentKind kind : IncidentKind.values()) {
            if (kind != IncidentKind.UNKNOWN) {
                counts.dataPoint(point(
                        Labels.of("kind", kind.word()),
                        open.stream()
                                .filter(incident -> incident.kind() == kind)
                                .count()));
            }
        }
        GaugeSnapshot.Builder affected = builder(HintsMetric.INCIDENT_AFFECTED);
        open.stream()
                .limit(SHOWN)
                .forEach(incident -> affected.dataPoint(point(
                        Labels.of(
                                "kind", incident.kind().word(),
                                "key", incident.key(),
                                "cause", incident.cause(),
                                "id", incident.id()),
                        incident.affected())));
        return MetricSnapshots.of(counts.build(), affected.build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static GaugeSnapshot.Builder builder(HintsMetric metric) {
        return GaugeSnapshot.builder().name(metric.metricName()).help(metric.help());
    }
}
