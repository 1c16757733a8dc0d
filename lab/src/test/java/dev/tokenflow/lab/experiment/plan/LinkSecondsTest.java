package dev.tokenflow.lab.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.simulator.link.LinkSchedule;
import org.junit.jupiter.api.Test;

class LinkSecondsTest {
    private static final double MBIT = 1e6;
    private final LinkSeconds link =
            new LinkSeconds(LinkSchedule.parse("a 10s rate=50mbit; b 10s rate=2mbit; c 20s rate=50mbit"), 4 * MBIT, 40);

    @Test
    void congestedIsWhatCarriesLessThanTheDemand() {
        assertThat(link.congestedSeconds()).isEqualTo(10);
        assertThat(link.congestedAt(9_999_999_999L)).isFalse();
        assertThat(link.congestedAt(10_000_000_000L)).isTrue();
        assertThat(link.constant()).isFalse();
    }

    @Test
    void aSlowdownIsFalseOnlyWhenThereHasBeenRoomForFiveSeconds() {
        assertThat(link.amplySettledAt(4_000_000_000L)).isFalse();
        assertThat(link.amplySettledAt(5_000_000_000L)).isTrue();
        assertThat(link.amplySettledAt(12_000_000_000L)).isFalse();
        assertThat(link.amplySettledAt(24_000_000_000L)).isFalse();
        assertThat(link.amplySettledAt(25_000_000_000L)).isTrue();
    }

    @Test
    void dropsAndRecoveriesFollowEachOther() {
        assertThat(link.drops(5)).containsExactly(new LinkSeconds.Stretch(10, 20));
        assertThat(link.recoveries(5)).containsExactly(new LinkSeconds.Stretch(20, 40));
        assertThat(link.drops(11)).isEmpty();
    }

    @Test
    void aDemandIsCarriedWhenNoSecondIsTooFull() {
        assertThat(link.carries(1.6 * MBIT, 0.85)).isTrue();
        assertThat(link.carries(1.8 * MBIT, 0.85)).isFalse();
        assertThat(new LinkSeconds(LinkSchedule.parse("a 10s delay=20ms"), 4 * MBIT, 10).carries(1e12, 0.85))
                .isTrue();
    }
}
