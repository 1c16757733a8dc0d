package dev.tokenflow.core.model.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Quantiles of numbers that do not all weigh the same. Mutable, not thread-safe. */
final class WeighedQuantiles {
    /** Fewer say nothing about a share of 5 %. */
    private static final int LEAST = 20;

    private final List<Weighed> all = new ArrayList<>();
    private double weight;

    private record Weighed(double value, double weight) {}

    void add(double value, double weighs) {
        all.add(new Weighed(value, weighs));
        weight += weighs;
    }

    /** The smallest number that at least this share of the weight is not above; NaN of fewer than 20. */
    double quantile(double share) {
        if (all.size() < LEAST) {
            return Double.NaN;
        }
        all.sort(Comparator.comparingDouble(Weighed::value));
        double sum = 0;
        for (Weighed one : all) {
            sum += one.weight;
            if (sum >= share * weight) {
                return one.value;
            }
        }
        return all.get(all.size() - 1).value;
    }
}
