package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.Quantile;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int FEWEST_ROWS = 1_000;

    /** Folds of trips that are left out in turn. */
    private static final int FOLDS = 4;

    private final double share;
    private final BoostingConfig config;

    /** @param share of the outcomes that are to lie below what is said, above 0 and below 1 */
    public CapacityTrainer(double share) {
        this.share = share;
        config = TREES.withLoss(BoostingLoss.pinball(share));
    }

    /**
     * A model of all trips.
     *
     * @param trips rows of each; those of the last decide when to stop
     * @return null when there are too few rows
     */
    public @Nullable CapacityModel fit(List<List<CapacityRow>> trips) {
        GradientBoostedTrees trees = fitAll(trips);
        return trees == null ? null : new CapacityModel(trees, shift(trips));
    }

    /**
     * What trees that have not learnt a trip say of it is wrong by this: without it too many outcomes lie below
     * (Romano, Patterson, Candès, "Conformalized quantile regression", 2019, across folds of trips).
     */
    private double shift(List<List<CapacityRow>> trips) {
        double[] above = new double[trips.stream().mapToInt(List::size).sum()];
        int size = 0;
        int folds = Math.min(FOLDS, trips.size());
        for (int fold = 0; fold < folds; fold++) {
            List<List<CapacityRow>> learnt = new ArrayList<>();
            List<CapacityRow> left = new ArrayList<>();
            for (int trip = 0; trip < trips.size(); trip++) {
                if (trip % folds == fold) {
                    left.addAll(trips.get(trip));
                } else {
                    learnt.add(trips.get(trip));
                }
            }
            GradientBoostedTrees trees = fitAll(learnt);
            if (trees == null) {
                return 0;
            }
            for (CapacityRow row : left) {
                if (!row.isCensored()) {
                    above[size++] = row.outcome() - trees.score(row.inputs());
                }
            }
        }
        Arrays.sort(above, 0, size);
        return size == 0 ? 0 : Math.min(0, Quantile.ofSorted(above, size, share));
    }

    private @Nullable GradientBoostedTrees fitAll(List<List<CapacityRow>> trips) {
        List<CapacityRow> rows = trips.stream().flatMap(List::stream).toList();
        List<CapacityRow> seen = rows.stream().filter(row -> !row.isCensored()).toList();
        if (seen.size() < FEWEST_ROWS) {
            return null;
        }
        GradientBoostedTrees first = grow(seen);
        return grow(rows.stream()
                .filter(row -> !row.isCensored() || row.outcome() > first.score(row.inputs()))
                .toList());
    }

    private GradientBoostedTrees grow(List<CapacityRow> rows) {
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
