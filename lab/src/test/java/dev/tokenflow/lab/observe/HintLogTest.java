package dev.tokenflow.lab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HintLogTest {
    private static final String CLIENT = "10.0.0.2";

    private final HintLog log = new HintLog();

    @Test
    void theHintInForceIsTheLastOneSeen() {
        assertThat(log.at(100)).isNull();
        log.add(Hints.of(CLIENT, 50, 1), 100);
        log.add(Hints.of(CLIENT, 50, 4), 200);
        assertThat(log.at(99)).isNull();
        assertThat(log.at(100)).isEqualTo(Hints.of(CLIENT, 50, 1));
        assertThat(log.at(1000)).isEqualTo(Hints.of(CLIENT, 50, 4));
        assertThat(log.between(100, 200)).extracting(HintLog.Seen::atNs).containsExactly(100L);
    }

    @Test
    void aSmallerRateOrALargerChunkHoldsBack() {
        assertThat(HintLog.holdsBack(Hints.of(CLIENT, 50, 1), 50)).isFalse();
        assertThat(HintLog.holdsBack(Hints.of(CLIENT, 49, 1), 50)).isTrue();
        assertThat(HintLog.holdsBack(Hints.of(CLIENT, 50, 1.5), 50)).isTrue();
        assertThat(HintLog.holdsBack(Hints.of(CLIENT, Double.NaN, 1), 50)).isFalse();
    }

    @Test
    void theShareHeldBackIsOfTimeAndNotOfHints() {
        assertThat(log.heldBackShare(0, 100, 50)).isZero();
        log.add(Hints.of(CLIENT, 50, 4), 100);
        log.add(Hints.of(CLIENT, 50, 4), 120);
        log.add(Hints.of(CLIENT, 50, 1), 150);
        log.add(Hints.of(CLIENT, 20, 1), 190);
        assertThat(log.heldBackShare(100, 200, 50)).isEqualTo(0.6);
        assertThat(log.heldBackShare(140, 160, 50)).isEqualTo(0.5);
        assertThat(log.heldBackShare(200, 300, 50)).isEqualTo(1);
        assertThat(log.heldBackShare(0, 100, 50)).isZero();
    }
}
