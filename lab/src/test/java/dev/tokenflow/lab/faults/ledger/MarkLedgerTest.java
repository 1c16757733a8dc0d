package dev.tokenflow.lab.faults.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkLedgerTest {
    private static MarkLedger.Entry entry(long appendMs, double ageMs, double delayMs) {
        Mark mark = new Mark("a", "10.0.0.1", 120_100, appendMs, ageMs);
        return new MarkLedger.Entry(mark, !Double.isNaN(delayMs), delayMs, 0);
    }

    @Test
    void aMarkWithoutAHintIsLostUnlessItWasOldWhenTheBrokerHadIt() {
        MarkLedger ledger = new MarkLedger(
                List.of(entry(1_000, 20, 80), entry(2_000, 20, Double.NaN), entry(3_000, 5_000, Double.NaN)));
        assertThat(ledger.lost()).isEqualTo(2);
        assertThat(ledger.youngerThan(2_000).lost()).isEqualTo(1);
        assertThat(ledger.youngerThan(2_000).lostOnes()).isEqualTo("10.0.0.1, 20 ms old at 00:00:02Z");
        assertThat(ledger.between(0, 2_000).lost()).isZero();
    }

    @Test
    void delaysAreThoseOfMarksThatWereTold() {
        MarkLedger ledger =
                new MarkLedger(List.of(entry(1, 0, 50), entry(2, 0, 70), entry(3, 0, 60), entry(4, 0, Double.NaN)));
        assertThat(ledger.delayMs(0.5)).isEqualTo(60);
        assertThat(ledger.delayMs(1)).isEqualTo(70);
        assertThat(new MarkLedger(List.of()).delayMs(0.5)).isNaN();
    }
}
