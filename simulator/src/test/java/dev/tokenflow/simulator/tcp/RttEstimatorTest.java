package dev.tokenflow.simulator.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RttEstimatorTest {
    private static final long MS = 1_000_000L;

    private final RttEstimator rtt = new RttEstimator();

    @Test
    void onASteadyPathTheTimeoutIsTheAverageAndTheFloor() {
        for (int round = 0; round < 40; round++) {
            rtt.sample(100 * MS);
            rtt.newRound();
        }
        assertThat(rtt.rtoNs()).isEqualTo(100 * MS + RttEstimator.MIN_VARIATION_NS);
    }

    @Test
    void aRoundOfManyCalmSamplesDoesNotForgetAJump() {
        rtt.sample(100 * MS);
        rtt.sample(900 * MS);
        long jumped = rtt.rtoNs() - rtt.smoothedNs();
        for (int i = 0; i < 100; i++) {
            rtt.sample(rtt.smoothedNs());
        }
        assertThat(rtt.rtoNs() - rtt.smoothedNs()).isEqualTo(jumped);
        rtt.newRound();
        rtt.sample(rtt.smoothedNs());
        rtt.newRound();
        assertThat(rtt.rtoNs() - rtt.smoothedNs()).isBetween(jumped / 2, jumped - 1);
    }

    @Test
    void shrinkingRoundTripsRaiseTheTimeoutLittle() {
        for (int i = 0; i < 200; i++) {
            rtt.sample(1_000 * MS);
            rtt.newRound();
        }
        long before = rtt.rtoNs();
        rtt.sample(100 * MS);
        assertThat(rtt.rtoNs()).isLessThan(before);
    }

    @Test
    void everyTimeoutDoublesTheNextUntilNewDataIsAcknowledged() {
        rtt.sample(100 * MS);
        long first = rtt.rtoNs();
        rtt.backOff();
        rtt.backOff();
        assertThat(rtt.rtoNs()).isEqualTo(4 * first);
        rtt.forgiveBackoff();
        assertThat(rtt.rtoNs()).isEqualTo(first);
    }
}
