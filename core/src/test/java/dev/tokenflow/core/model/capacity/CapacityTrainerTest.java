package dev.tokenflow.core.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CapacityTrainerTest {
    private static final double SHARE = 0.05;
    private static final double Z05 = -1.645;
    private static final int SPREAD = CapacityTrack.INPUTS.names().indexOf("log_deviation_3s");

    @Test
    void whatIsSaidHoldsAsOftenAsItShouldOnTripsThatWereNotLearnt() {
        CapacityModel model = fit(false);
        List<CapacityRow> unseen = trip(99, false);

        CapacityScore score = CapacityScore.bySight(unseen, row -> model.score(row.inputs()), SHARE);
        assertThat(score.coverage()).isCloseTo(1 - SHARE, within(0.02));
        for (double spread : new double[] {0.15, 0.45}) {
            assertThat(model.score(inputs(spread, new SplittableRandom(5)))).isCloseTo(Z05 * spread, within(0.12));
        }
    }

    @Test
    void treesBeatWhatDoesNotLookAtTheSpread() {
        List<List<CapacityRow>> trips = trips(false);
        List<CapacityRow> unseen = trip(99, false);
        ToDoubleFunction<CapacityRow> trees = CapacityForecast.TREES.learn(trips, SHARE);
        ToDoubleFunction<CapacityRow> last = CapacityForecast.LAST_SCALED.learn(trips, SHARE);
        assertThat(trees).isNotNull();
        assertThat(last).isNotNull();

        assertThat(CapacityScore.bySight(unseen, trees, SHARE).pinball())
                .isLessThan(0.95 * CapacityScore.bySight(unseen, last, SHARE).pinball());
    }

    /** Where the queue goes as soon as the path is faster, only slow outcomes are seen whole. */
    @Test
    void censoredRowsKeepTheTreesFromBelievingThatEveryPathIsSlow() {
        CapacityModel model = fit(true);
        List<CapacityRow> blind =
                trip(99, true).stream().filter(row -> !row.isCensored()).toList();
        CapacityModel deceived = new CapacityTrainer(SHARE).fit(List.of(blind, blind, blind, blind, blind, blind));
        assertThat(deceived).isNotNull();

        double[] inputs = inputs(0.3, new SplittableRandom(5));
        double truth = Z05 * 0.3;
        assertThat(model.trees().score(inputs)).isCloseTo(truth, within(0.1));
        assertThat(deceived.trees().score(inputs)).isLessThan(truth - 0.1);
    }

    @Test
    void tooFewRowsMakeNoModel() {
        assertThat(new CapacityTrainer(SHARE).fit(List.of(trip(1, false).subList(0, 500))))
                .isNull();
    }

    private static CapacityModel fit(boolean isCensored) {
        CapacityModel model = new CapacityTrainer(SHARE).fit(trips(isCensored));
        assertThat(model).isNotNull();
        return model;
    }

    private static List<List<CapacityRow>> trips(boolean isCensored) {
        List<List<CapacityRow>> trips = new ArrayList<>();
        for (int trip = 0; trip < 6; trip++) {
            trips.add(trip(trip, isCensored));
        }
        return trips;
    }

    /** Paths whose next capacity is lognormal around the last one, with the spread that they had. */
    private static List<CapacityRow> trip(long seed, boolean isCensored) {
        SplittableRandom dice = new SplittableRandom(seed);
        List<CapacityRow> rows = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            double spread = 0.1 + 0.4 * dice.nextDouble();
            double outcome = spread * dice.nextGaussian();
            double passes = isCensored ? -0.2 - 0.2 * dice.nextDouble() : Double.POSITIVE_INFINITY;
            rows.add(new CapacityRow(
                    i, inputs(spread, dice), Double.NaN, Math.min(outcome, passes), outcome > passes, outcome));
        }
        return rows;
    }

    private static double[] inputs(double spread, SplittableRandom dice) {
        double[] inputs = dice.doubles(CapacityTrack.INPUTS.size()).toArray();
        inputs[SPREAD] = spread;
        return inputs;
    }
}
