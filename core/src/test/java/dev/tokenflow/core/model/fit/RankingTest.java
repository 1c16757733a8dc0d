package dev.tokenflow.core.model.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Figures worked out by hand; scikit-learn's roc_auc_score and average_precision_score give the same. */
class RankingTest {
    private static final boolean[] POSITIVE = {false, false, true, true};

    @Test
    void separatesPerfectlyOrNotAtAll() {
        assertThat(Ranking.rocAuc(new double[] {0.1, 0.2, 0.8, 0.9}, POSITIVE)).isEqualTo(1);
        assertThat(Ranking.rocAuc(new double[] {0.9, 0.8, 0.2, 0.1}, POSITIVE)).isZero();
        assertThat(Ranking.averagePrecision(new double[] {0.1, 0.2, 0.8, 0.9}, POSITIVE))
                .isEqualTo(1);
    }

    @Test
    void countsMixedOrders() {
        double[] scores = {0.1, 0.4, 0.35, 0.8};

        assertThat(Ranking.rocAuc(scores, POSITIVE)).isCloseTo(0.75, within(1e-12));
        assertThat(Ranking.averagePrecision(scores, POSITIVE)).isCloseTo(0.8333333, within(1e-6));
    }

    @Test
    void tiesCountAsHalf() {
        assertThat(Ranking.rocAuc(new double[] {1, 1, 1, 1}, POSITIVE)).isEqualTo(0.5);
        assertThat(Ranking.averagePrecision(new double[] {1, 1, 1, 1}, POSITIVE))
                .isEqualTo(0.5);
        assertThat(Ranking.rocAuc(new double[] {0, 1, 1, 2}, POSITIVE)).isCloseTo(0.875, within(1e-12));
    }

    @Test
    void oneClassHasNoArea() {
        assertThat(Ranking.rocAuc(new double[] {1, 2}, new boolean[] {true, true}))
                .isNaN();
        assertThat(Ranking.averagePrecision(new double[] {1, 2}, new boolean[2]))
                .isNaN();
    }
}
