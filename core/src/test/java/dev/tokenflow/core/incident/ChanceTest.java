package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {
    @Test
    void ofFewIsWhatOneCanCountByHand() {
        assertThat(Chance.atLeast(3, 3, 0.1)).isCloseTo(0.001, within(1e-15));
        assertThat(Chance.atLeast(2, 3, 0.1)).isCloseTo(0.028, within(1e-15));
        assertThat(Chance.atLeast(1, 2, 0.25)).isCloseTo(0.4375, within(1e-15));
    }

    /** Sums of all terms, each from Python's {@code math.lgamma}. */
    @Test
    void ofManyIsThatOfAReference() {
        assertThat(Chance.atLeast(37, 40, 0.02)).isCloseTo(1.28010296127e-59, within(1e-69));
        assertThat(Chance.atLeast(30, 1_000, 0.02)).isCloseTo(0.020696518673, within(1e-11));
        assertThat(Chance.atLeast(2_200, 100_000, 0.02)).isCloseTo(4.5122318e-6, within(1e-12));
    }

    @Test
    void whatIsExpectedIsNoCoincidence() {
        assertThat(Chance.atLeast(10, 1_000, 0.02)).isEqualTo(1);
        assertThat(Chance.atLeast(200_000, 250_000, 0.005)).isEqualTo(0);
    }
}
