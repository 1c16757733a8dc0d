package dev.tokenflow.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.DelayCurve;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void nearestRankOfOneToHundred() {
        double[] samples =
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();
        assertThat(Quantiles.of(samples)).isEqualTo(new Quantiles(50.0, 95.0, 99.0));
    }

    @Test
    void oneSampleIsEveryPercentile() {
        assertThat(Quantiles.of(new double[] {7})).isEqualTo(new Quantiles(7.0, 7.0, 7.0));
    }

    @Test
    void noSamplesAndNaNAreUnknown() {
        assertThat(Quantiles.of(new double[0])).isEqualTo(Quantiles.UNKNOWN);
        assertThat(new Quantiles(Double.NaN, Double.POSITIVE_INFINITY, 1.0)).isEqualTo(new Quantiles(null, null, 1.0));
    }

    @Test
    void aDelayCurveRisesFromLeastToMost() {
        double[] samples = IntStream.rangeClosed(1, 1000)
                .mapToDouble(i -> i * 7 % 1000 + 1)
                .toArray();
        DelayCurve curve = DelayCurve.of("tokenflow-plain", ClientNetwork.FAR, samples);
        assertThat(curve.points().getFirst()).isEqualTo(new DelayCurve.Point(0, 1));
        assertThat(curve.points().get(100)).isEqualTo(new DelayCurve.Point(0.5, 500));
        assertThat(curve.points().getLast()).isEqualTo(new DelayCurve.Point(1, 1000));
        assertThat(curve.tokens()).isEqualTo(1000);
    }
}
