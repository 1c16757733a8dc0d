package dev.tokenflow.core.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.model.Made;
import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientBoostedTreesTest {
    /** One stump, all of it added, nothing left out. */
    private static final BoostingConfig STUMP = new BoostingConfig(BoostingLoss.SQUARED, 1, 2, 1, 1, 1, 1, 1, 0, 1, 1);

    /** Means of 1, 1, 1 and 5, 7: the cut lies between 3 and 10, halfway. */
    @Test
    void aStumpIsTheOneOnPaper() {
        GradientBoostedTrees trees =
                new GradientBoostingTrainer(STUMP).fit(new double[] {1, 2, 3, 10, 11}, 1, new double[] {1, 1, 1, 5, 7});

        assertThat(trees.score(new double[] {6.49})).isCloseTo(1, within(1e-12));
        assertThat(trees.score(new double[] {6.5})).isCloseTo(6, within(1e-12));
    }

    /** The same with the median: of residuals to the median 1 the leaves add 0 and 4 (nearest rank of 4 and 6). */
    @Test
    void aStumpOfAbsoluteErrorHasMedians() {
        GradientBoostedTrees trees = new GradientBoostingTrainer(STUMP.withLoss(BoostingLoss.ABSOLUTE))
                .fit(new double[] {1, 2, 3, 10, 11}, 1, new double[] {1, 1, 1, 5, 7});

        assertThat(trees.score(new double[] {0})).isEqualTo(1);
        assertThat(trees.score(new double[] {20})).isEqualTo(5);
    }

    @Test
    void missingValuesGoWhereTheyFaredBetter() {
        double none = Double.NaN;
        double[] rows = {1, 2, 3, 10, 11, none, none};
        GradientBoostedTrees high = new GradientBoostingTrainer(STUMP).fit(rows, 1, new double[] {0, 0, 0, 6, 6, 6, 6});
        GradientBoostedTrees low = new GradientBoostingTrainer(STUMP).fit(rows, 1, new double[] {0, 0, 0, 6, 6, 0, 0});

        assertThat(high.score(new double[] {none})).isCloseTo(6, within(1e-12));
        assertThat(low.score(new double[] {none})).isCloseTo(0, within(1e-12));
    }

    @Test
    void learnsASlopeAndAStep() {
        Made train = Made.steps(4_000, 4, 0.1, 1);
        Made test = Made.steps(1_000, 4, 0, 2);
        GradientBoostedTrees trees =
                new GradientBoostingTrainer(BoostingConfig.DEFAULT).fit(train.rows, 4, train.targets);
        double error = 0;
        for (int i = 0; i < test.count(); i++) {
            error += Math.abs(trees.score(test.row(i)) - test.targets[i]) / test.count();
        }

        assertThat(error).isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.95})
    void pinballCoversTheShareItIsFor(double quantile) {
        BoostingConfig config = BoostingConfig.DEFAULT.withLoss(BoostingLoss.pinball(quantile));
        Made train = Made.steps(8_000, 2, 1, 3);
        Made test = Made.steps(4_000, 2, 1, 4);
        GradientBoostedTrees trees = new GradientBoostingTrainer(config).fit(train.rows, 2, train.targets);
        int covered = 0;
        for (int i = 0; i < test.count(); i++) {
            covered += test.targets[i] <= trees.score(test.row(i)) ? 1 : 0;
        }

        assertThat((double) covered / test.count()).isBetween(quantile - 0.03, quantile + 0.03);
    }

    @Test
    void stopsWhenNothingMoreIsToBeLearnt() {
        Random random = new Random(5);
        double[] rows = random.doubles(3_000).toArray();
        double[] noise = random.doubles(3_000).toArray();
        BoostingConfig eager = new BoostingConfig(BoostingLoss.SQUARED, 500, 31, 8, 20, 0.1, 1, 1, 0.2, 10, 1);

        assertThat(new GradientBoostingTrainer(eager).fit(rows, 1, noise).trees())
                .isLessThan(50);
        assertThat(new GradientBoostingTrainer(eager).fit(rows, 1, rows).trees())
                .isGreaterThan(50);
    }

    @Test
    void blocksGiveTheVeryBitsOfSingleRows() {
        Made made = Made.steps(1_000, 3, 0.2, 6);
        for (int i = 0; i < made.rows.length; i += 17) {
            made.rows[i] = Double.NaN;
        }
        GradientBoostedTrees trees =
                new GradientBoostingTrainer(BoostingConfig.DEFAULT).fit(made.rows, 3, made.targets);
        double[] scores = new double[131];
        trees.score(made.rows, 131, scores);

        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isEqualTo(trees.score(made.row(i)));
            assertThat(scores[i]).isEqualTo(trees.score(made.rows, 3 * i));
        }
    }

    @Test
    void theSameSeedGrowsTheSameTrees() {
        Made made = Made.steps(1_000, 3, 0.2, 7);
        GradientBoostingTrainer trainer = new GradientBoostingTrainer(BoostingConfig.DEFAULT);

        assertThat(trainer.fit(made.rows, 3, made.targets).values())
                .isEqualTo(trainer.fit(made.rows, 3, made.targets).values());
    }

    @Test
    void keepsToLeavesAndDepth() {
        Made made = Made.steps(5_000, 3, 0, 8);
        BoostingConfig small = new BoostingConfig(BoostingLoss.SQUARED, 10, 7, 3, 20, 0.1, 1, 1, 0, 1, 1);
        GradientBoostedTrees trees = new GradientBoostingTrainer(small).fit(made.rows, 3, made.targets);

        assertThat(trees.trees()).isEqualTo(10);
        assertThat(trees.cuts().length).isLessThanOrEqualTo(10 * 13);
        assertThat(trees.depths()).containsOnly(3);
    }

    @Test
    void constantTargetsAreSaidAsTheyAre() {
        double[] targets = new double[100];
        Arrays.fill(targets, 42);
        GradientBoostedTrees trees = new GradientBoostingTrainer(BoostingConfig.DEFAULT)
                .fit(new Random(1).doubles(100).toArray(), 1, targets);

        assertThat(trees.score(new double[] {0.3})).isEqualTo(42);
        assertThat(trees.score(new double[] {Double.NaN})).isEqualTo(42);
    }

    @Test
    void refusesWhatCannotBeFitted() {
        GradientBoostingTrainer trainer = new GradientBoostingTrainer(BoostingConfig.DEFAULT);

        assertThatThrownBy(() -> trainer.fit(new double[] {1, 2}, 1, new double[] {1, Double.NaN}))
                .hasMessage("target of row 1 is NaN, expected a finite number");
        assertThatThrownBy(() -> trainer.fit(new double[0], 1, new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trainer.fit(new double[3], 2, new double[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
