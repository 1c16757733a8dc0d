package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fits a conditional quantile of what a path will carry: boosted trees with pinball loss.
 *
 * <p>Censored rows say only that the path carried at least so much. The pinball loss of a quantile below that does not
 * depend on how much more it was; of one above it nothing is known (Powell, "Censored regression quantiles", Journal of
 * Econometrics 1986). So the trees are fitted twice: to the rows that are not censored, and then to these and the
 * censored ones that carried more than the first trees say.
 */
public final class CapacityTrainer {
    /** Few and small trees: they are asked on the way of a hint. */
    private static final BoostingConfig TREES = new BoostingConfig(
            BoostingLoss.ABSOLUTE,
            /* trees= */ 64,
            /* leaves= */ 8,
            /* depth= */ 4,
            /* leastLeaf= */ 200,
            /* shrinkage= */ 0.1,
            /* rowShare= */ 0.5,
            /* inputShare= */ 0.8,
            /* validationShare= */ 0.15,
            /* patience= */ 15,
            /* seed= */ 1);

    /** Rows below which nothing is fitted. */
    private static final int FEWEST_ROWS = 2_000;

    private final BoostingConfig config;

    /** @param share of the outcomes that are to lie below what is said, above 0 and below 1 */
    public CapacityTrainer(double share) {
        config = TREES.withLoss(BoostingLoss.pinball(share));
    }

    /**
     * Trees that say the logarithm of a capacity over the last one measured.
     *
     * @param rows those of one trip together; the last ones decide when to stop
     * @return null when there are too few rows
     */
    public @Nullable GradientBoostedTrees fit(List<CapacityRow> rows) {
        List<CapacityRow> seen = rows.stream().filter(row -> !row.isCensored()).toList();
        if (seen.size() < FEWEST_ROWS) {
            return null;
        }
        GradientBoostedTrees first = fitAll(seen);
        return fitAll(rows.stream()
                .filter(row -> !row.isCensored() || row.outcome() > first.score(row.inputs()))
                .toList());
    }

    private GradientBoostedTrees fitAll(List<CapacityRow> rows) {
        int inputs = CapacityTrack.INPUTS.size();
        double[] table = new double[rows.size() * inputs];
        double[] outcomes = new double[rows.size()];
        for (int i = 0; i < outcomes.length; i++) {
            System.arraycopy(rows.get(i).inputs(), 0, table, i * inputs, inputs);
            outcomes[i] = rows.get(i).outcome();
        }
        return new GradientBoostingTrainer(config).fit(table, inputs, outcomes);
    }
}
