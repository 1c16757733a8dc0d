package dev.tokenflow.core.pacing.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.path.PathCauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTrackTest {
    private static final double CALM_MS = 42;
    private static final double QUEUED_MS = 140;

    private final CapacityTrack track = new CapacityTrack(PacingConfig.DEFAULT);
    private long nowMs = 1_000;

    @Test
    void aMomentIsSaturatedOnceAQueueHasStoodForTheWholeShortWindow() {
        List<Boolean> saturated = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            read(QUEUED_MS, 100_000);
            saturated.add(track.isSaturated());
        }

        assertThat(saturated).containsExactly(false, false, false, true, true);
        assertThat(track.last()).isEqualTo(100_000);
    }

    @Test
    void whatPassesWithoutAQueueIsTheDemandAndNoCapacity() {
        for (int step = 0; step < 10; step++) {
            read(QUEUED_MS, 100_000);
        }
        for (int step = 0; step < 20; step++) {
            read(CALM_MS, 30_000);
        }

        assertThat(track.last()).isEqualTo(100_000);
        assertThat(track.hasQueue()).isFalse();
        assertThat(input("log_load_over_last")).isCloseTo(Math.log(0.3), within(1e-9));
        assertThat(input("log_since_saturated_s")).isCloseTo(Math.log1p(2), within(1e-9));
        assertThat(input("log_mean_3s_over_last")).isCloseTo(0, within(1e-9));
    }

    @Test
    void nothingIsLearntWhileTheReaderSetsThePace() {
        PathCauses reader = new PathCauses(PathCauses.NEVER_AGE_MS, 0, 0.9, 0, 0);
        for (int step = 0; step < 10; step++) {
            nowMs += 100;
            track.read(Signals.steady(nowMs, QUEUED_MS, 100_000, 5, reader));
        }

        assertThat(track.isSaturated()).isFalse();
        assertThat(track.last()).isNaN();
    }

    @Test
    void theInputsOfALinkTenTimesAsFastAreTheSame() {
        CapacityTrack fast = new CapacityTrack(PacingConfig.DEFAULT);
        for (int step = 0; step < 300; step++) {
            nowMs += 100;
            double rtt = step % 50 < 40 ? QUEUED_MS : CALM_MS;
            double capacity = 50_000 * (1 + 0.5 * Math.sin(step / 7.0));
            track.read(Signals.steady(nowMs, rtt, capacity, 5));
            fast.read(Signals.steady(nowMs, rtt, 10 * capacity, 50));
        }

        double[] row = row(track);
        double[] tenfold = row(fast);
        for (int i = 0; i < row.length; i++) {
            // the memory's capacities stand in buckets of 30 %
            double slack = CapacityTrack.INPUTS.names().get(i).startsWith("log_memory") ? 0.27 : 1e-9;
            assertThat(tenfold[i]).as(CapacityTrack.INPUTS.names().get(i)).isCloseTo(row[i], within(slack));
        }
    }

    @Test
    void dipsAreCountedAndForgotten() {
        for (int step = 0; step < 200; step++) {
            read(QUEUED_MS, step % 50 < 40 ? 100_000 : 30_000);
        }

        double soon = input("dips_a_minute");
        assertThat(soon).isBetween(3.0, 4.0);
        for (int step = 0; step < 600; step++) {
            read(CALM_MS, 10_000);
        }
        assertThat(input("dips_a_minute")).isCloseTo(soon / Math.E, within(1e-9));
    }

    private void read(double rttMs, double delivered) {
        nowMs += 100;
        track.read(Signals.steady(nowMs, rttMs, delivered, 5));
    }

    private double input(String name) {
        return row(track)[CapacityTrack.INPUTS.names().indexOf(name)];
    }

    private static double[] row(CapacityTrack track) {
        double[] row = new double[CapacityTrack.INPUTS.size()];
        track.inputs(row);
        return row;
    }
}
