package dev.tokenflow.simulator.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CubicTest {
    private static final long MS = 1_000_000L;

    @Test
    void slowStartGrowsByWhatIsAcknowledged() {
        Cubic cubic = new Cubic();
        cubic.acknowledged(10, 0, 40 * MS);
        assertThat(cubic.window()).isEqualTo(20);
        assertThat(cubic.inSlowStart()).isTrue();
    }

    @Test
    void aLossTakesThirtyPercent() {
        Cubic cubic = new Cubic();
        cubic.window(100);
        cubic.reduce();
        assertThat(cubic.threshold()).isEqualTo(70);
    }

    @Test
    void comesBackToTheOldWindowAfterK() {
        Cubic cubic = afterLossAt(1000);
        // K = cbrt(300 / 0.4) = 9.086 s (RFC 9438, figure 2).
        long rttNs = 40 * MS;
        for (long nowNs = 0; nowNs <= 9_086 * MS; nowNs += rttNs) {
            cubic.acknowledged(cubic.window(), nowNs, rttNs);
        }
        assertThat((double) cubic.window()).isCloseTo(1000, within(2.0));
    }

    @Test
    void onShortRoundTripsGrowsLikeReno() {
        Cubic cubic = afterLossAt(20);
        long rttNs = MS;
        for (int round = 0; round < 10; round++) {
            cubic.acknowledged(cubic.window(), round * rttNs, rttNs);
        }
        // alpha = 3 * 0.3 / 1.7 = 0.53 segments a round (RFC 9438, 4.3) on top of 14, where the cubic alone would have
        // 14.0.
        assertThat(cubic.window()).isEqualTo(19);
    }

    @Test
    void aSecondLossBeforeThePlateauReleasesBandwidth() {
        Cubic cubic = afterLossAt(100);
        cubic.reduce();
        cubic.window(cubic.threshold());
        assertThat(cubic.threshold()).isCloseTo(49, within(1e-9));
        long rttNs = 1000 * MS;
        for (int round = 0; round < 3; round++) {
            cubic.acknowledged(cubic.window(), round * rttNs, rttNs);
        }
        // Fast convergence: the plateau is 70 * 0.85 = 59.5, not 70; K = cbrt(10.5 / 0.4) = 2.97 s.
        assertThat(cubic.window()).isEqualTo(59);
    }

    @Test
    void leavesSlowStartWhenRoundTripsShowAQueue() {
        Cubic cubic = new Cubic();
        cubic.window(50);
        cubic.newRound();
        for (int i = 0; i < 9; i++) {
            cubic.observeRtt(46 * MS, 40 * MS);
        }
        assertThat(cubic.inSlowStart()).isFalse();
        assertThat(cubic.threshold()).isEqualTo(50);
    }

    @Test
    void idlenessHalvesTheWindowOnceATimeout() {
        Cubic cubic = new Cubic();
        cubic.window(80);
        cubic.restartAfterIdle(650 * MS, 200 * MS);
        assertThat(cubic.window()).isEqualTo(10);
        cubic.window(80);
        cubic.restartAfterIdle(350 * MS, 200 * MS);
        assertThat(cubic.window()).isEqualTo(40);
    }

    private static Cubic afterLossAt(double window) {
        Cubic cubic = new Cubic();
        cubic.window(window);
        cubic.reduce();
        cubic.window(cubic.threshold());
        return cubic;
    }

    @Test
    void aWindowThatIsNotUsedComesHalfTheWayDown() {
        Cubic cubic = new Cubic();
        cubic.window(50);
        cubic.applicationLimited(20);
        assertThat(cubic.window()).isEqualTo(35);
        cubic.applicationLimited(2);
        assertThat(cubic.window()).isEqualTo(22); // towards the initial window, not below
        for (int i = 0; i < 20; i++) {
            cubic.applicationLimited(2);
        }
        assertThat(cubic.window()).isEqualTo(Cubic.INITIAL_WINDOW);
    }
}
