package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.PathCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientPacerTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final String PREFIX = "prefix/203.0.113.0/24";

    private final ClientPacer pacer = new ClientPacer(
            PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT), LifetimeConfig.DEFAULT);

    @Test
    void decisionsAreNumberedFromOne() {
        ClientPacing first = pacer.next(null, reading(1_000, 41, 5), PathForecast.NONE);
        ClientPacing second = pacer.next(first, reading(1_200, 41, 5), PathForecast.NONE);

        assertThat(first.seq()).isEqualTo(1);
        assertThat(second.seq()).isEqualTo(2);
        assertThat(second.readMs()).isEqualTo(1_200);
        assertThat(second.decision().state()).isEqualTo(PathCondition.CLEAR);
    }

    @Test
    void sendersHearOfChangesAtOnceAndOtherwiseAThirdOfAHintsLifeLater() {
        List<Long> toldAt = new ArrayList<>();
        ClientPacing before = null;
        for (long nowMs = 1_000; nowMs <= 40_000; nowMs += 200) {
            double rttMs = nowMs < 25_000 || nowMs > 27_000 ? 41 : 300;
            before = pacer.next(before, reading(nowMs, rttMs, 5), PathForecast.NONE);
            if (before.isNews()) {
                toldAt.add(nowMs);
            }
        }

        assertThat(toldAt).filteredOn(ms -> ms < 25_000).as("clear").containsExactly(1_000L, 11_000L, 21_000L);
        assertThat(toldAt)
                .filteredOn(ms -> ms >= 25_000 && ms <= 27_000)
                .as("congested")
                .contains(25_000L)
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(toldAt).filteredOn(ms -> ms > 36_000).as("clear again").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aReadingFromBeforeTheNewestCountsForNothing() {
        ClientPacing alarm = pacer.next(null, reading(1_240, 300, 5), PathForecast.NONE);

        assertThat(pacer.next(alarm, reading(1_200, 41, 5), PathForecast.NONE)).isNull();
        assertThat(pacer.next(alarm, reading(1_240, 41, 5), PathForecast.NONE)).isNotNull();
    }

    @Test
    void theNeighbourhoodsHearOfChangesAtOnceAndOtherwiseAThirdOfTheTtlLater() {
        List<Long> votedAt = new ArrayList<>();
        ClientPacing before = null;
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            PathReading reading = reading(nowMs, 41, nowMs < 2_000 ? 5 : 0);
            ClientPacing after = pacer.next(before, reading, PathForecast.NONE);
            List<ClientVote> votes = pacer.votes(before, after, reading);
            if (!votes.isEmpty()) {
                votedAt.add(nowMs);
                assertThat(votes)
                        .containsExactly(
                                new ClientVote(PREFIX, "203.0.113.7", nowMs < 2_000, false, nowMs),
                                new ClientVote("site/host", "203.0.113.7", nowMs < 2_000, false, nowMs));
            }
            before = after;
        }

        assertThat(votedAt).as("every 800 ms, and at once at 2000").containsExactly(1_000L, 1_800L, 2_000L, 2_800L);
    }

    @Test
    void aVoteCountsForOneTtlAndIsThenRemoved() {
        NeighbourhoodLaw law = new NeighbourhoodLaw(TTL);
        List<ClientVote> votes = new ArrayList<>();
        for (int client = 0; client < 5; client++) {
            votes.add(new ClientVote(PREFIX, "203.0.113." + client, true, client < 3, 1_000));
        }

        assertThat(law.decide(votes.iterator(), 3_000).why()).isEqualTo("3 of 5 active clients are congested");
        assertThat(law.decide(votes.iterator(), 3_001).state()).isEqualTo(PathCondition.UNKNOWN);
        assertThat(votes).isEmpty();
    }

    private static PathReading reading(long nowMs, double rttMs, int streams) {
        IpAddress client = IpAddress.parse("203.0.113.7");
        PathFeatures features = new PathFeatures(
                PathName.client(client.hi(), client.lo()),
                nowMs,
                40,
                40,
                rttMs,
                rttMs,
                rttMs,
                rttMs,
                1,
                100,
                0,
                0,
                0,
                60_000,
                streams,
                5,
                0,
                1,
                rttMs,
                rttMs,
                rttMs,
                40,
                nowMs - 90,
                false);
        PathSignals signals =
                new PathSignals(nowMs, 40, 5, rttMs, rttMs, 40, 60_000, 60_000, 100, 0, 0, streams, 0, 1, 5, 5);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {"host"});
    }
}
