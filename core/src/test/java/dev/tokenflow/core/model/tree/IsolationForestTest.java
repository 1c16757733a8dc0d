package dev.tokenflow.core.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.model.Made;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationForestTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1.2073925", "10, 3.7488806", "256, 10.2447710"})
    void averagePathLengthIsThatOfThePaper(long n, double expected) {
        assertThat(IsolationForest.averagePathLength(n)).isCloseTo(expected, within(1e-6));
    }

    /** One tree with one cut: 3 of 4 samples on the left, 1 on the right. Depths 1 + c(3) and 1. */
    @Test
    void scoresAHandMadeTree() {
        double c3 = IsolationForest.averagePathLength(3);
        double c4 = IsolationForest.averagePathLength(4);
        IsolationForest forest = new IsolationForest(
                1, 4, 1, 2, new long[] {Cuts.of(0, 5), Cuts.NONE, Cuts.NONE}, new float[] {(float) (1 + c3), 0, 1, 0});

        assertThat(forest.score(new double[] {4.9})).isCloseTo(Math.pow(2, -(1 + c3) / c4), within(1e-7));
        assertThat(forest.score(new double[] {5})).isCloseTo(Math.pow(2, -1 / c4), within(1e-7));
        assertThat(forest.score(new double[] {Double.POSITIVE_INFINITY})).isEqualTo(forest.score(new double[] {5}));
        assertThat(forest.score(new double[] {Double.NaN})).isEqualTo(forest.score(new double[] {-1e300}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void findsWhatIsAlone(int inputs) {
        Made made = Made.cloudWithOutliers(2_000, inputs, 3);
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(made.rows, inputs);
        double[] scores = new double[made.count()];
        forest.score(made.rows, made.count(), scores);

        assertThat(made.rocAuc(scores)).isGreaterThan(0.99);
        assertThat(Arrays.stream(scores).max().orElseThrow()).isBetween(0.55, 1.0);
        assertThat(Arrays.stream(scores).min().orElseThrow()).isBetween(0.3, 0.5);
    }

    @ParameterizedTest
    @CsvSource({"100, 256, 1", "7, 256, 63", "101, 100, 65", "4, 2, 130"})
    void blocksGiveTheVeryBitsOfSingleRows(int trees, int subsample, int count) {
        Made made = Made.cloudWithOutliers(500, 5, 4);
        IsolationForest forest =
                new IsolationForestTrainer(new ForestConfig(trees, subsample, 9)).fit(made.rows, made.inputs);
        double[] scores = new double[count];
        forest.score(made.rows, count, scores);

        for (int i = 0; i < count; i++) {
            assertThat(scores[i]).isEqualTo(forest.score(made.row(i)));
            assertThat(scores[i]).isEqualTo(forest.score(made.rows, i * made.inputs));
        }
    }

    @Test
    void theSameSeedGrowsTheSameForest() {
        Made made = Made.cloudWithOutliers(1_000, 3, 5);
        IsolationForest one = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(made.rows, 3);
        IsolationForest same = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(made.rows, 3);
        IsolationForest other = new IsolationForestTrainer(ForestConfig.DEFAULT.withSeed(2)).fit(made.rows, 3);

        assertThat(same.cutArray()).isEqualTo(one.cutArray());
        assertThat(same.lengths()).isEqualTo(one.lengths());
        assertThat(other.cutArray()).isNotEqualTo(one.cutArray());
    }

    /**
     * An input that is always the same cannot separate: the forest cuts the others, and finds what it found without it.
     */
    @Test
    void constantInputsDoNotBlindIt() {
        Made made = Made.cloudWithOutliers(1_000, 1, 6);
        double[] padded = new double[4 * made.count()];
        for (int i = 0; i < made.count(); i++) {
            Arrays.fill(padded, 4 * i, 4 * i + 4, 7);
            padded[4 * i + 2] = made.rows[i];
        }
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(padded, 4);
        double[] scores = new double[made.count()];
        forest.score(padded, made.count(), scores);

        assertThat(made.rocAuc(scores)).isGreaterThan(0.99);
    }

    @Test
    void rowsThatAreAllTheSameScoreTheSame() {
        double[] rows = new double[300];
        Arrays.fill(rows, 4.2);
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(rows, 3);

        assertThat(forest.score(new double[] {4.2, 4.2, 4.2})).isEqualTo(0.5, within(1e-6));
        assertThat(forest.score(new double[] {9, -9, 0})).isEqualTo(0.5, within(1e-6));
    }

    @Test
    void hugeValuesDoNotOverflow() {
        double most = Double.MAX_VALUE;
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT)
                .fit(new double[] {-most, most, 0, 1, 2, most, -most, 3}, 1);

        assertThat(forest.score(new double[] {most})).isBetween(0.0, 1.0);
    }

    @Test
    void cutsCompareAsValuesDo() {
        double[] values = {
            Double.NEGATIVE_INFINITY,
            -1e300,
            -2,
            -1.0000001,
            -1,
            -1e-300,
            0,
            1e-300,
            1,
            1.0000001,
            2,
            1e300,
            Double.POSITIVE_INFINITY
        };
        for (double threshold : values) {
            IsolationForest forest =
                    new IsolationForest(1, 2, 1, 1, new long[] {Cuts.of(0, threshold)}, new float[] {1, 3});
            for (double value : values) {
                assertThat(forest.score(new double[] {value}))
                        .as("%s against %s", value, threshold)
                        .isCloseTo(value >= threshold ? 0.125 : 0.5, within(1e-12));
            }
            assertThat(forest.score(new double[] {Double.NaN})).isCloseTo(0.5, within(1e-12));
        }
        assertThat(Cuts.coarse(-0.0)).isZero();
        assertThat(Cuts.coarse(1.25)).isEqualTo(1.25);
        assertThat(Cuts.coarse(Math.PI)).isCloseTo(Math.PI, within(1e-9));
    }

    @Test
    void oneRowIsEnough() {
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(new double[] {1, 2}, 2);

        assertThat(forest.score(new double[] {1, 2})).isBetween(0.0, 1.0);
    }

    @Test
    void refusesWhatIsNoNumber() {
        IsolationForestTrainer trainer = new IsolationForestTrainer(ForestConfig.DEFAULT);

        assertThatThrownBy(() -> trainer.fit(new double[] {1, 2, 3, Double.NaN}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1, input 1 is NaN, expected a finite number");
        assertThatThrownBy(() -> trainer.fit(new double[0], 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trainer.fit(new double[3], 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ForestConfig(0, 256, 1)).hasMessage("trees is 0, expected 1 to 10000");
        assertThatThrownBy(() -> new ForestConfig(100, 1, 1)).hasMessage("subsample is 1, expected 2 to 4096");
    }
}
