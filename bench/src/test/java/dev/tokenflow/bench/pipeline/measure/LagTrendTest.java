package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LagTrendTest {
    private static final double RATE = 100_000;

    @Test
    void aLagThatStaysIsStableHoweverItSaws() {
        Random random = new Random(3);
        LagTrend trend = LagTrend.of(samples(s -> 5_000 + RATE * 0.1 * random.nextDouble()));
        assertThat(trend.isStable(RATE)).isTrue();
        assertThat(trend.median()).isBetween(8_000.0, 12_000.0);
    }

    @Test
    void aLagThatGrowsIsNot() {
        LagTrend trend = LagTrend.of(samples(s -> 5_000 + 3_000 * s));
        assertThat(trend.growth()).isBetween(2_999.0, 3_001.0);
        assertThat(trend.isStable(RATE)).isFalse();
    }

    @Test
    void aLagThatShrinksIs() {
        assertThat(LagTrend.of(samples(s -> 50_000 - 3_000 * s)).isStable(RATE)).isTrue();
    }

    @Test
    void aLagThatStaysTooHighIsNot() {
        assertThat(LagTrend.of(samples(s -> 1.2 * RATE)).isStable(RATE)).isFalse();
    }

    @Test
    void oneSampleHasNoGrowth() {
        LagTrend trend = LagTrend.of(List.of(new LagTrend.Sample(1, 7)));
        assertThat(trend).isEqualTo(new LagTrend(0, 7, 7));
    }

    /** Every 100 ms for 4 s. */
    private static List<LagTrend.Sample> samples(DoubleUnaryOperator lagAtSecond) {
        List<LagTrend.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(new LagTrend.Sample(9_000_000_000L + i * 100_000_000L, lagAtSecond.applyAsDouble(i / 10.0)));
        }
        return samples;
    }
}
