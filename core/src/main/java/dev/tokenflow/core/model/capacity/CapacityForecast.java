package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.Quantile;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ways to say a low quantile of what a path will carry. Each says the logarithm of a capacity over the last one
 * measured. Those with a number of their own get it from the rows that they may learn from.
 */
public enum CapacityForecast {
    /** Boosted trees. */
    TREES("boosted trees"),
    /** What the memory of the law says. */
    MEMORY("memory"),
    /** The same times the share that fits best. */
    MEMORY_SCALED("memory, scaled"),
    /** What was measured last. */
    LAST("last value"),
    /** The same times the share that fits best. */
    LAST_SCALED("last value, scaled"),
    /** The mean of three seconds less so many standard deviations of a minute as fit best. */
    SPREAD("mean less spread");

    private static final int MEAN_3S = CapacityTrack.INPUTS.names().indexOf("log_mean_3s_over_last");
    private static final int DEVIATION_60S = CapacityTrack.INPUTS.names().indexOf("log_deviation_60s");
    private static final double MOST_DEVIATIONS = 4;
    private static final double STEP = 0.05;

    private final String word;

    CapacityForecast(String word) {
        this.word = word;
    }

    /** Its name in tables. */
    public String word() {
        return word;
    }

    /**
     * Learns from rows.
     *
     * @param trips rows of each
     * @param share of the outcomes that are to lie below what is said
     * @return what it says of any row; null when there are too few rows to learn from
     */
    public @Nullable ToDoubleFunction<CapacityRow> learn(List<List<CapacityRow>> trips, double share) {
        List<CapacityRow> rows = trips.stream().flatMap(List::stream).toList();
        return switch (this) {
            case TREES -> {
                CapacityModel model = new CapacityTrainer(share).fit(trips);
                yield model == null ? null : row -> model.score(row.inputs());
            }
            case MEMORY -> CapacityForecast::remembered;
            case MEMORY_SCALED -> scaled(CapacityForecast::remembered, rows, share);
            case LAST -> row -> 0;
            case LAST_SCALED -> scaled(row -> 0, rows, share);
            case SPREAD -> spread(rows, share);
        };
    }

    /** A memory that knows of no dip says nothing better than the last value. */
    private static double remembered(CapacityRow row) {
        return Double.isNaN(row.memoryLow()) ? 0 : row.memoryLow();
    }

    private static @Nullable ToDoubleFunction<CapacityRow> scaled(
            ToDoubleFunction<CapacityRow> way, List<CapacityRow> rows, double share) {
        double[] above = rows.stream()
                .filter(row -> !row.isCensored())
                .mapToDouble(row -> row.outcome() - way.applyAsDouble(row))
                .toArray();
        if (above.length == 0) {
            return null;
        }
        Arrays.sort(above);
        double shift = Quantile.ofSorted(above, above.length, share);
        return row -> way.applyAsDouble(row) + shift;
    }

    private static ToDoubleFunction<CapacityRow> spread(List<CapacityRow> rows, double share) {
        BoostingLoss loss = BoostingLoss.pinball(share);
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double deviations = 0; deviations <= MOST_DEVIATIONS; deviations += STEP) {
            double factor = deviations;
            double sum = rows.stream()
                    .filter(row -> !row.isCensored())
                    .mapToDouble(row -> loss.of(row.outcome() - spread(row, factor)))
                    .sum();
            if (sum < least) {
                least = sum;
                best = factor;
            }
        }
        double chosen = best;
        return row -> spread(row, chosen);
    }

    private static double spread(CapacityRow row, double deviations) {
        double mean = row.inputs()[MEAN_3S];
        double deviation = row.inputs()[DEVIATION_60S];
        return (Double.isNaN(mean) ? 0 : mean) - (Double.isNaN(deviation) ? 0 : deviations * deviation);
    }
}
