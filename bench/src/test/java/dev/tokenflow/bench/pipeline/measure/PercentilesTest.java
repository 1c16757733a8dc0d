package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void areNearestRanks() {
        double[] values =
                IntStream.rangeClosed(1, 200).mapToDouble(i -> 201 - i).toArray();
        assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(100, 190, 198, 200));
    }

    @Test
    void ofOneSampleAreThatSample() {
        assertThat(Percentiles.of(3)).isEqualTo(new Percentiles(3, 3, 3, 1));
    }

    @Test
    void ofNoneAreUnknown() {
        assertThat(Percentiles.of()).isEqualTo(new Percentiles(Double.NaN, Double.NaN, Double.NaN, 0));
    }
}
