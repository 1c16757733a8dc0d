package dev.tokenflow.core.model.path;

import dev.tokenflow.core.model.tree.FeatureSchema;
import java.util.List;

/** The models of a path. The word is the name of the model and its key in the topic {@code models}. */
public enum PathModel {
    /** How unusual a path is. */
    ANOMALY("anomaly", PathInputs.ANOMALY, 0, Double.NaN),
    /** Median round trip in one second. */
    RTT_1S("rtt-1s", PathInputs.FORECAST, 1_000, 0.5),
    /** What the round trip will not exceed in one second, 95 times of 100. */
    RTT_1S_UPPER("rtt-1s-upper", PathInputs.FORECAST, 1_000, 0.95),
    /** Median round trip in five seconds. */
    RTT_5S("rtt-5s", PathInputs.FORECAST, 5_000, 0.5),
    /** What the round trip will not exceed in five seconds, 95 times of 100. */
    RTT_5S_UPPER("rtt-5s-upper", PathInputs.FORECAST, 5_000, 0.95);

    /** Metric of a forest: the score that only few of its training samples exceed. */
    public static final String THRESHOLD = "anomaly_threshold";

    /**
     * Metric of an upper bound: what is added to it, found on rows it was not trained on (split conformal prediction,
     * Romano, Patterson and Candès 2019).
     */
    public static final String SHIFT = "shift";

    private final String word;
    private final FeatureSchema schema;
    private final long horizonMs;
    private final double quantile;

    PathModel(String word, List<String> inputs, long horizonMs, double quantile) {
        this.word = word;
        this.schema = new FeatureSchema(inputs);
        this.horizonMs = horizonMs;
        this.quantile = quantile;
    }

    /** Its name. */
    public String word() {
        return word;
    }

    /** Its inputs. */
    public FeatureSchema schema() {
        return schema;
    }

    /** How far ahead it looks, ms; 0 for now. */
    public long horizonMs() {
        return horizonMs;
    }

    /** Which quantile of the round trip it says; NaN when it says none. */
    public double quantile() {
        return quantile;
    }

    /** Whether it says a round trip: as the logarithm of its ratio to the recent one. */
    public boolean isForecast() {
        return horizonMs > 0;
    }

    public boolean isUpper() {
        return quantile > 0.5;
    }

    /**
     * The model of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static PathModel ofWord(String word) {
        for (PathModel model : values()) {
            if (model.word.equals(word)) {
                return model;
            }
        }
        throw new IllegalArgumentException("there is no model of the name '" + word + "' here");
    }
}
