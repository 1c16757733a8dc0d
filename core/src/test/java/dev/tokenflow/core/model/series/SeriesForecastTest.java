package dev.tokenflow.core.model.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesForecastTest {
    private static final BoostingConfig FEW =
            new BoostingConfig(BoostingLoss.SQUARED, 60, 15, 6, 10, 0.1, 1, 1, 0.2, 20, 1);

    /** A saw tooth of eight steps is known in advance to trees, and to nothing that averages. */
    @Test
    void treesLearnAPattern() {
        List<SeriesForecast.Point> points = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            points.add(new SeriesForecast.Point(i, 40 + 10 * (i % 8)));
        }
        SeriesForecast.Outcome outcome = new SeriesForecast(List.of(points), 0.7, FEW).judge(3);

        assertThat(outcome.rows()).isEqualTo(600);
        assertThat(outcome.chosen()).isEqualTo(Forecaster.TREES);
        assertThat(outcome.maeOf().get(Forecaster.TREES)).isLessThan(1);
        assertThat(outcome.maeOf().get(Forecaster.PERSISTENCE)).isCloseTo(37.5, within(1.0));
        assertThat(outcome.mae()).isLessThan(1.5);
    }

    /** Of a random walk nothing is better than the last value, and whoever follows the best so far finds that. */
    @Test
    void persistenceIsFollowedOnARandomWalk() {
        Random random = new Random(2);
        List<List<SeriesForecast.Point>> series = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            double value = 500;
            List<SeriesForecast.Point> points = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                value += random.nextGaussian();
                points.add(new SeriesForecast.Point(i, value));
            }
            series.add(points);
        }
        SeriesForecast.Outcome outcome = new SeriesForecast(series, 0.7, FEW).judge(1);

        assertThat(outcome.mae()).isLessThan(1.02 * outcome.maeOf().get(Forecaster.PERSISTENCE));
        assertThat(outcome.maeOf().get(Forecaster.PERSISTENCE))
                .as("mean of the absolute normal distribution")
                .isCloseTo(Math.sqrt(2 / Math.PI), within(0.05));
        assertThat(outcome.coverage()).isBetween(0.93, 0.97);
    }

    /** The spread doubles behind the border of training: only a bound that is moved can hold then. */
    @Test
    void theBoundFollowsWhatComes() {
        Random random = new Random(3);
        List<SeriesForecast.Point> points = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            points.add(new SeriesForecast.Point(i, 100 + (i < 4_200 ? 2 : 5) * random.nextGaussian()));
        }
        SeriesForecast.Outcome outcome = new SeriesForecast(List.of(points), 0.7, FEW).judge(1);

        assertThat(outcome.coverage()).isBetween(0.93, 0.97);
    }

    /** A few values are a thousand times the others, and the largest of all come after the training. */
    @Test
    void whatTreesNeverSawTheyAreNotAsked() {
        Random random = new Random(4);
        List<SeriesForecast.Point> points = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            double wild = random.nextInt(100) == 0 ? (i < 2_100 ? 1_000 : 50_000) : 0;
            points.add(new SeriesForecast.Point(i, 50 + random.nextGaussian() + wild));
        }
        SeriesForecast.Outcome outcome = new SeriesForecast(List.of(points), 0.7, FEW).judge(1);

        assertThat(outcome.mae()).isLessThan(1.02 * outcome.maeOf().get(Forecaster.MEDIAN));
        assertThat(outcome.maeOf().get(Forecaster.TREES))
                .isLessThan(1.02 * outcome.maeOf().get(Forecaster.MEDIAN));
    }

    @Test
    void tooShortIsSaid() {
        assertThat(new SeriesForecast(List.of(List.of(new SeriesForecast.Point(0, 1))), 0.7, FEW).judge(1))
                .isNull();
    }
}
