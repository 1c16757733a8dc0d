package dev.tokenflow.lab.experiment.result;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one run of one arm came to.
 *
 * @param values by figure; what is unknown or does not apply is not in it
 */
public record RunFigures(Map<Figure, Double> values) {
    public RunFigures {
        Map<Figure, Double> known = new EnumMap<>(Figure.class);
        values.forEach((figure, value) -> {
            if (Double.isFinite(value)) {
                known.put(figure, value);
            }
        });
        values = Collections.unmodifiableMap(known);
    }

    /** NaN when it is unknown. */
    public double get(Figure figure) {
        return values.getOrDefault(figure, Double.NaN);
    }
}
