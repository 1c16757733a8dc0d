package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadRoundTest {
    private static final double RATE = 100_000;
    private static final LagTrend STEADY = new LagTrend(0, 5_000, 5_000);
    private static final LagTrend FRESH = new LagTrend(0, 150, 160);
    private static final Percentiles ANY = Percentiles.of(1);

    @Test
    void holdsWhenLagAndHintsAreSteadyAndNothingIsLost() {
        assertThat(round(RATE, STEADY, FRESH, 0, 0, 0).objection()).isNull();
        assertThat(round(RATE, STEADY, FRESH, 0, 0, 0).lagMs()).isEqualTo(50);
    }

    @Test
    void doesNotHoldForAnyOneReason() {
        LagTrend growing = new LagTrend(3_000, 5_000, 9_000);
        LagTrend aging = new LagTrend(80, 300, 600);
        assertThat(round(90_000, STEADY, FRESH, 0, 0, 0).objection()).contains("generator");
        assertThat(round(RATE, STEADY, FRESH, 0, 0, 1).objection()).contains("generator");
        assertThat(round(RATE, growing, FRESH, 0, 0, 0).objection()).contains("lag of 90 ms grows by 3,000");
        assertThat(round(RATE, STEADY, aging, 0, 0, 0).objection()).contains("600 ms ago");
        assertThat(round(RATE, STEADY, FRESH, 0, 1, 0).objection()).contains("late");
        assertThat(round(RATE, STEADY, FRESH, 2, 0, 0).objection()).contains("2 alarms are told by no hint");
    }

    @Test
    void aShortTimeIsJudgedLeniently() {
        LoadRound round = round(RATE, new LagTrend(3_000, 5_000, 9_000), FRESH, 0, 0, 0);
        assertThat(round.objection(LagTrend.MAX_COARSE_GROWTH)).isNull();
    }

    private static LoadRound round(double sent, LagTrend lag, LagTrend hintAge, long untold, long wrong, long slips) {
        return new LoadRound(RATE, sent, RATE, lag, hintAge, 0, 10_000, untold, wrong, slips, ANY, ANY);
    }
}
