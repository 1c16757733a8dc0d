package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientPacerTest {
    private static final PacingLaw LAW = PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT);

    private final ClientPacer pacer = new ClientPacer(LAW, LifetimeConfig.DEFAULT.toldOften());

    @Test
    void decisionsAreNumberedFromOne() {
        PathPacing first = pacer.next(null, signals(1_000, 41, 5), PathForecast.NONE);
        PathPacing second = pacer.next(first, signals(1_200, 41, 5), PathForecast.NONE);

        assertThat(first.seq()).isEqualTo(1);
        assertThat(second.seq()).isEqualTo(2);
        assertThat(second.readMs()).isEqualTo(1_200);
        assertThat(second.decision().state()).isEqualTo(PathCondition.CLEAR);
    }

    @Test
    void sendersHearOfChangesAtOnceAndOtherwiseAThirdOfAHintsLifeLater() {
        List<Long> toldAt = new ArrayList<>();
        PathPacing before = null;
        for (long nowMs = 1_000; nowMs <= 40_000; nowMs += 200) {
            double rttMs = nowMs < 25_000 || nowMs > 27_000 ? 41 : 300;
            before = pacer.next(before, signals(nowMs, rttMs, 5), PathForecast.NONE);
            if (before.isNews()) {
                toldAt.add(nowMs);
            }
        }

        List<Long> clear = toldAt.stream().filter(ms -> ms < 25_000).toList();
        assertThat(clear).startsWith(1_000L).hasSizeBetween(3, 4);
        for (int i = 1; i < clear.size(); i++) {
            assertThat(clear.get(i) - clear.get(i - 1)).as("of 30 s").isBetween(7_500L, 10_000L);
        }
        assertThat(toldAt)
                .filteredOn(ms -> ms >= 25_000 && ms <= 27_000)
                .as("congested")
                .contains(25_000L)
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(toldAt).filteredOn(ms -> ms > 36_000).as("clear again").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aReadingFromBeforeTheNewestCountsForNothing() {
        PathPacing alarm = pacer.next(null, signals(1_240, 300, 5), PathForecast.NONE);

        assertThat(pacer.next(alarm, signals(1_200, 41, 5), PathForecast.NONE)).isNull();
        assertThat(pacer.next(alarm, signals(1_240, 41, 5), PathForecast.NONE)).isNotNull();
    }

    /** What a law remembers is an array of numbers: another law would take them for something else. */
    @Test
    void aMemoryOfAnotherLawOrVersionIsNotRead() {
        PathPacing before = pacer.next(null, signals(1_000, 300, 5), PathForecast.NONE);
        assertThat(before.law()).isEqualTo(LAW.tag());
        PathPacing ofOther = new PathPacing("sigmoid/1", before.pacing(), 1_000, 7, 1_000, PathCondition.CLEAR);
        PathPacing ofLater = new PathPacing(LAW.name() + "/2", before.pacing(), 1_000, 7, 1_000, PathCondition.CLEAR);
        PathPacing own = new PathPacing(LAW.tag(), before.pacing(), 1_000, 7, 1_000, PathCondition.CLEAR);
        PacingState anew = LAW.next(LAW.initial(), signals(1_200, 41, 5));
        PacingState goneOn = LAW.next(before.pacing(), signals(1_200, 41, 5));

        for (PathPacing other : List.of(ofOther, ofLater)) {
            PathPacing next = pacer.next(other, signals(1_200, 41, 5), PathForecast.NONE);
            assertThat(next.pacing().memory()).isEqualTo(anew.memory()).isNotEqualTo(goneOn.memory());
            assertThat(next.law()).isEqualTo(LAW.tag());
            assertThat(next.seq()).as("senders keep the order").isEqualTo(8);
        }
        assertThat(pacer.next(own, signals(1_200, 41, 5), PathForecast.NONE)
                        .pacing()
                        .memory())
                .isEqualTo(goneOn.memory());
    }

    @Test
    void aForecastIsAskedForOnlyWhereItCanChangeTheDecision() {
        assertThat(pacer.asksForForecast(signals(1_000, 41, 5))).isFalse();
        assertThat(pacer.asksForForecast(signals(1_000, 300, 5))).isTrue();
        for (double rttMs = 40; rttMs < 400; rttMs += 0.5) {
            PathSignals seen = signals(1_000, rttMs, 5);
            if (!pacer.asksForForecast(seen)) {
                PacingDecision without = LAW.next(LAW.initial(), seen).decision();
                for (double forecastMs : new double[] {40, 100, 1_000}) {
                    PacingDecision with = LAW.next(LAW.initial(), seen, new PathForecast(forecastMs, true))
                            .decision();
                    assertThat(with.asksTheSameAs(without)).as(rttMs + " ms").isTrue();
                }
            }
        }
    }

    private static PathSignals signals(long nowMs, double rttMs, int streams) {
        return new PathSignals(
                nowMs, 40, 5, rttMs, rttMs, 40, 60_000, 60_000, 100, 0, 0, streams, 0, 1, 5, 5, PathCauses.UNKNOWN);
    }
}
