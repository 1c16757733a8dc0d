package dev.tokenflow.core.model.saved;

import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.Scorer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model and where it comes from.
 *
 * @param name what it is for; at most 200 characters
 * @param version which one it is; at most 200 characters
 * @param trainedAtMs when, ms since 1970
 * @param schema of its inputs
 * @param metrics how it did when it was trained, by name
 * @param scorer the model itself
 */
public record TrainedModel(
        String name,
        String version,
        long trainedAtMs,
        FeatureSchema schema,
        Map<String, Double> metrics,
        Scorer scorer) {
    private static final int MAX_TEXT = 200;
    static final int MAX_METRICS = 1_000;

    public TrainedModel {
        requireText("name", name);
        requireText("version", version);
        metrics = Map.copyOf(metrics);
        if (metrics.size() > MAX_METRICS) {
            throw new IllegalArgumentException(metrics.size() + " metrics, expected at most " + MAX_METRICS);
        }
        metrics.keySet().forEach(metric -> requireText("name of a metric", metric));
        if (schema.size() != scorer.inputs()) {
            throw new IllegalArgumentException(
                    "the schema names " + schema.size() + " inputs, the model takes " + scorer.inputs());
        }
    }

    /**
     * Fails unless the model was trained on these inputs.
     *
     * @throws MalformedModelException naming what differs
     */
    public TrainedModel require(FeatureSchema expected) throws MalformedModelException {
        if (schema.hash() != expected.hash()) {
            throw new MalformedModelException("model " + name + " " + version + " was trained on the inputs "
                    + schema.names() + ", here they are " + expected.names());
        }
        return this;
    }

    /** The same with further metrics. */
    public TrainedModel withMetrics(Map<String, Double> more) {
        Map<String, Double> all = new HashMap<>(metrics);
        all.putAll(more);
        return new TrainedModel(name, version, trainedAtMs, schema, all, scorer);
    }

    /** A metric; NaN when the model has none of that name. */
    public double metric(String metric) {
        return metrics.getOrDefault(metric, Double.NaN);
    }

    /** The metrics in alphabetical order. */
    public Map<String, Double> sortedMetrics() {
        return new TreeMap<>(metrics);
    }

    private static void requireText(String what, String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("the " + what + " should have 1 to " + MAX_TEXT + " characters");
        }
    }
}
