package dev.tokenflow.lab.experiment.result;

import java.util.Collection;

/**
 * A figure over seeds or links: nearest-rank median and the extremes; NaN = unknown.
 *
 * @param median of all that are known
 * @param low smallest
 * @param high largest
 */
public record MedianRange(double median, double low, double high) {
    static final MedianRange UNKNOWN = new MedianRange(Double.NaN, Double.NaN, Double.NaN);

    static MedianRange of(Collection<Double> values) {
        double[] known = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return known.length == 0
                ? UNKNOWN
                : new MedianRange(known[(known.length - 1) / 2], known[0], known[known.length - 1]);
    }
}
