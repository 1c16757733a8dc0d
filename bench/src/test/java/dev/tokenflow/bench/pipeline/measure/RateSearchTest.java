package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
    private static final double PRECISION = 1.1;
    private static final double MOST = 4_000_000;

    @ParameterizedTest
    @ValueSource(doubles = {1_500, 20_000, 59_000, 60_000, 61_000, 333_000, 1_999_999})
    void findsTheCapacityInFewSteps(double capacity) {
        RateSearch search = new RateSearch(60_000, 2, PRECISION, MOST);
        int steps = 0;
        while (!search.isOver()) {
            double rate = search.next();
            search.tell(rate, rate <= capacity);
            steps++;
        }
        assertThat(search.best()).isBetween(capacity / (PRECISION * 1.01), capacity);
        assertThat(steps).isLessThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 999})
    void givesUpWhenNothingHolds(double capacity) {
        RateSearch search = new RateSearch(60_000, 2, PRECISION, MOST);
        while (!search.isOver()) {
            double rate = search.next();
            search.tell(rate, rate <= capacity);
        }
        assertThat(search.best()).isLessThanOrEqualTo(capacity);
    }

    @ParameterizedTest
    @ValueSource(doubles = {4_000_000, 1e9})
    void doesNotGoBeyondTheMost(double capacity) {
        RateSearch search = new RateSearch(60_000, 2, PRECISION, MOST);
        while (!search.isOver()) {
            double rate = search.next();
            search.tell(rate, rate <= capacity);
        }
        assertThat(search.best()).isEqualTo(MOST);
    }
}
