package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.model.fit.BoostingLoss;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How good one way to say a low quantile was on some rows.
 *
 * @param rows judged
 * @param pinball mean pinball loss of the logarithm; NaN without rows
 * @param coverage share of the outcomes that were not below what was said, 0 to 1; NaN without rows
 */
public record CapacityScore(int rows, double pinball, double coverage) {
    /**
     * Judges by what the path was seen to carry; censored rows are left out.
     *
     * @param share of the outcomes that were to lie below what is said
     */
    public static CapacityScore bySight(List<CapacityRow> rows, ToDoubleFunction<CapacityRow> said, double share) {
        return of(rows.stream().filter(row -> !row.isCensored()).toList(), said, CapacityRow::outcome, share);
    }

    /** Judges by what the link is known to have carried, at censored rows as well. */
    public static CapacityScore byTruth(List<CapacityRow> rows, ToDoubleFunction<CapacityRow> said, double share) {
        return of(rows.stream().filter(row -> !Double.isNaN(row.truth())).toList(), said, CapacityRow::truth, share);
    }

    private static CapacityScore of(
            List<CapacityRow> rows,
            ToDoubleFunction<CapacityRow> said,
            ToDoubleFunction<CapacityRow> came,
            double share) {
        BoostingLoss loss = BoostingLoss.pinball(share);
        double sum = 0;
        int covered = 0;
        for (CapacityRow row : rows) {
            double residual = came.applyAsDouble(row) - said.applyAsDouble(row);
            sum += loss.of(residual);
            covered += residual >= 0 ? 1 : 0;
        }
        int count = rows.size();
        return new CapacityScore(count, sum / count, (double) covered / count);
    }
}
