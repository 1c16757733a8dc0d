package dev.tokenflow.core.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.Slots;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.core.replay.Tally;
import dev.tokenflow.core.shard.Panes;
import dev.tokenflow.core.shard.PathGauges;
import dev.tokenflow.protocol.event.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows of 10 s, a slide of 200 ms, panes of 100 ms, a TTL of 2 s: so a refresh every 600 ms. All paths are in one
 * group, and are read at every slide, unless said otherwise.
 */
class WindowRollerTest {
    private static final WindowConfig WINDOW = Slots.OF_100_MS;
    private static final LifetimeConfig LIFETIME = LifetimeConfig.DEFAULT;
    private static final LimitConfig ONE_GROUP = new LimitConfig(1, 1_000, 1_000);
    private static final double HEADER_BYTES = 52;
    private static final PathName A = Panes.client("203.0.113.7");
    private static final PathName B = Panes.client("203.0.113.8");

    private final Feed feed = new Feed("host");
    private final Tally tally = new Tally();
    private WindowRoller roller = roller(WINDOW, LIFETIME, ONE_GROUP);
    private PathGroup group = new PathGroup(0, 1, 100);

    @Test
    void windowsEndAtMultiplesOfTheSlide() {
        add(pane("host", 1_100, A, 40_000));
        add(pane("host", 1_200, B, 40_000));
        advance(1_199);
        assertThat(tally.readings).isEmpty();
        advance(1_200);
        assertThat(readings()).containsExactlyInAnyOrder("UPDATE " + A.key() + "@1200", "UPDATE " + B.key() + "@1200");
        add(pane("host", 1_300, A, 60_000));
        advance(1_400);

        assertThat(readings()).hasSize(3).contains("UPDATE " + A.key() + "@1400");
        assertThat(last().features().count()).isEqualTo(2);
    }

    /**
     * 10 ms, 20 ms, … 40 ms in panes that end at 100 to 400; each with 1000 bytes, one segment delivered and two sent
     * again.
     */
    @Test
    void theLawSeesItsShortWindowAndTheReportItsWindow() {
        for (int i = 1; i <= 4; i++) {
            Seen ack = feed.seen(100L * i - 50, A.key(), 1, EventKind.RTT)
                    .rtt(1, 10_000 * i, 10_000 * i, 10_000 * i, 2_000, true)
                    .progress(1_000, 1, 0, 0);
            Seen again =
                    feed.seen(100L * i - 80, A.key(), 1, EventKind.RETRANSMIT).progress(0, 0, 1, 2);
            add(new Panes("host", 100L * i)
                    .events(Panes.gauges(A, 3, 4, 500, 6), ack, again)
                    .finished());
        }
        advance(400);
        PathFeatures features = last().features();
        PathSignals signals = last().signals();

        assertThat(signals.samples()).isEqualTo(3);
        assertThat(signals.rttP50Ms()).isEqualTo(30);
        assertThat(signals.newestRttMs()).isEqualTo(40);
        assertThat(signals.baselineRttMs()).isEqualTo(10);
        assertThat(signals.deliveryRate()).isEqualTo(3 * 1_052 / 0.3);
        assertThat(signals.newestDeliveryRate()).isEqualTo(1_052 / 0.1);
        assertThat(signals.sampleAgeMs()).isEqualTo(50);
        assertThat(signals.segments()).isEqualTo(4 * 3);
        assertThat(signals.retransmits()).isEqualTo(4 * 2);
        assertThat(signals.dsacks()).isEqualTo(4);
        assertThat(signals.activeStreams()).isEqualTo(3);
        assertThat(signals.openConnections()).isEqualTo(4);
        assertThat(signals.unsentBytes()).isEqualTo(500);
        assertThat(signals.inFlight()).isEqualTo(6);
        assertThat(features.count()).isEqualTo(4);
        assertThat(features.meanRttMs()).isEqualTo(25);
        assertThat(features.p50RttMs()).isEqualTo(20);
        assertThat(features.p95RttMs()).isEqualTo(40);
        assertThat(features.segments()).isEqualTo(12);
        assertThat(features.retransmitRate()).isEqualTo(8 / 12.0);
        assertThat(features.goodput()).isEqualTo(4 * 1_000 / 10.0);
        assertThat(features.appLimitedShare()).isEqualTo(1);
        assertThat(features.rttVariationMs()).isEqualTo(2);
        assertThat(last().sites()).containsExactly("host");
    }

    @Test
    void nothingMeasuredIsUnknownNotZero() {
        add(new Panes("host", 1_100).only(Panes.gauges(A, 1, 1, 9, 1)).finished());
        advance(1_200);
        PathFeatures features = last().features();

        assertThat(features.count()).isZero();
        assertThat(features.minRttMs()).isNaN();
        assertThat(features.p95RttMs()).isNaN();
        assertThat(features.longP50RttMs()).isNaN();
        assertThat(features.retransmitRate()).isNaN();
        assertThat(features.appLimitedShare()).isNaN();
        assertThat(features.oldestEventMs()).isNaN();
        assertThat(features.unsentBytes()).isEqualTo(9);
        assertThat(last().signals().samples()).isZero();
        assertThat(last().signals().sampleAgeMs()).isGreaterThan(1_000_000);
        assertThat(last().signals().baselineRttMs()).isNaN();
    }

    @Test
    void anEventIsNewOnlyOnce() {
        add(pane("host", 1_100, A, 40_000));
        add(pane("host", 1_200, A, 40_000));
        advance(1_200);
        assertThat(last().features().oldestEventMs()).isEqualTo(1_050);
        add(pane("host", 1_300, A, 40_000));
        advance(1_400);
        assertThat(last().features().oldestEventMs()).isEqualTo(1_250);
        advance(2_000);

        assertThat(last().kind()).isEqualTo(ReadingKind.REFRESH);
        assertThat(last().features().oldestEventMs()).isNaN();
    }

    @Test
    void aPaneWaitsUntilItsSlotIsOver() {
        add(pane("host", 1_300, A, 10_000));
        add(pane("host", 1_200, A, 20_000));
        advance(1_200);

        assertThat(last().features().count()).isEqualTo(1);
        assertThat(last().features().minRttMs()).isEqualTo(20);
        assertThat(group.isEmpty()).isFalse();
        advance(1_400);
        assertThat(last().features().count()).isEqualTo(2);
    }

    @Test
    void everySpanForgetsInItsOwnTime() {
        add(pane("host", 1_000, A, 10_000));

        assertThat(at(1_000).signals().samples()).isEqualTo(1);
        assertThat(at(1_600).signals().samples()).isZero();
        assertThat(at(5_800).signals().segments()).isEqualTo(1);
        assertThat(at(6_400).signals().segments()).isZero();
        assertThat(at(10_600).features().count()).isEqualTo(1);
        assertThat(at(11_200).features().count()).isZero();
        assertThat(at(11_200).features().longMeanRttMs()).isEqualTo(10);
        assertThat(at(60_400).features().longP95RttMs()).isEqualTo(10);
        assertThat(at(61_000).features().longMeanRttMs()).isNaN();
        assertThat(at(609_400).features().baselineRttMs()).isEqualTo(10);
        assertThat(at(610_000).features().baselineRttMs()).isNaN();
    }

    /** A sixtieth of 4 s is less than a pane, so the blocks are panes, but no more of them than 4 s. */
    @Test
    void aShortBaselineRemembersNoLongerThanItSays() {
        WindowConfig d = WINDOW;
        Duration second = Duration.ofSeconds(1);
        roller = roller(
                new WindowConfig(
                        d.pane(),
                        d.summary(),
                        d.pace(),
                        second,
                        d.slide(),
                        second,
                        Duration.ofSeconds(4),
                        d.shortWindow(),
                        second,
                        d.stagger()),
                LIFETIME,
                ONE_GROUP);
        add(pane("host", 1_000, A, 10_000));

        assertThat(at(4_600).features().baselineRttMs()).isEqualTo(10);
        assertThat(at(5_200).features().baselineRttMs()).isNaN();
    }

    @Test
    void gaugesAreTheLatestOfEveryShardTogether() {
        add(pane("one", 1_100, Panes.gauges(A, 1, 2, 3, 4), 40_000));
        add(pane("two", 1_100, Panes.gauges(A, 10, 20, 30, 40), 40_000));
        advance(1_200);
        assertThat(gauges()).containsExactly(11, 22, 33, 44);
        assertThat(last().sites()).containsExactly("one", "two");
        add(new Panes("two", 1_300).only(Panes.gauges(A, 0, 0, 0, 0)).finished());
        advance(1_400);

        assertThat(gauges()).containsExactly(1, 2, 3, 4);
        assertThat(last().sites()).containsExactly("one");
        assertThat(last().features().count()).isEqualTo(2);
    }

    @Test
    void manyUnsentBytesFit() {
        add(pane("one", 1_100, Panes.gauges(A, 1, 1, 5_000_000_000L, 1), 40_000));
        add(pane("two", 1_100, Panes.gauges(A, 1, 1, 3_000_000_000L, 1), 40_000));
        save();
        advance(1_200);
        save();
        advance(1_800);

        assertThat(tally.readings)
                .extracting(r -> r.features().unsentBytes())
                .containsExactly(8_000_000_000L, 8_000_000_000L);
    }

    @Test
    void anOpenPathIsRefreshedEveryThirdOfItsTimeToLive() {
        add(pane("host", 1_200, A, 40_000));
        add(pane("host", 2_200, A, 40_000));
        advance(3_500);

        assertThat(readings())
                .containsExactly(
                        "UPDATE " + A.key() + "@1200",
                        "REFRESH " + A.key() + "@1800",
                        "UPDATE " + A.key() + "@2200",
                        "REFRESH " + A.key() + "@2800",
                        "REFRESH " + A.key() + "@3400");
        assertThat(last().signals().sampleAgeMs()).isEqualTo(3_400 - 2_150);
    }

    /** Closed in the slot that ends at 5000: idle for 60 s at 65000, wherever a snapshot comes in between. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_200, 5_000, 30_000, 50_200, 64_700, 64_900})
    void anIdlePathExpiresAndLeavesNothing(long savedAtMs) {
        add(pane("host", 1_200, A, 40_000));
        add(pane("host", 5_000, Panes.gauges(A, 0, 0, 0, 0), 40_000));
        advance(savedAtMs);
        save();
        advance(64_999);
        assertThat(group.isEmpty()).isFalse();
        advance(65_000);

        assertThat(readings())
                .filteredOn(r -> r.startsWith("EXPIRED"))
                .containsExactly("EXPIRED " + A.key() + "@65000");
        assertThat(tally.readings)
                .filteredOn(r -> r.features().windowEndMs() > 5_000)
                .hasSize(1);
        assertThat(group.isEmpty()).isTrue();
        assertThat(roller.wakeMs(group)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anIdleTimeShorterThanARefreshIsKeptToo() {
        roller = roller(
                WINDOW,
                new LifetimeConfig(
                        Duration.ofSeconds(60),
                        LIFETIME.calmTtl(),
                        Duration.ofMillis(500),
                        LIFETIME.socketIdle(),
                        LIFETIME.shardSilence()),
                ONE_GROUP);
        add(pane("host", 1_200, A, 40_000));
        add(pane("host", 5_000, Panes.gauges(A, 0, 0, 0, 0), 40_000));
        advance(20_000);

        assertThat(readings())
                .containsExactly(
                        "UPDATE " + A.key() + "@1200", "UPDATE " + A.key() + "@5000", "EXPIRED " + A.key() + "@5600");
    }

    @Test
    void whoComesBackStartsAnew() {
        add(pane("host", 1_200, Panes.gauges(A, 0, 0, 0, 0), 10_000));
        add(pane("host", 90_100, A, 40_000));
        advance(90_200);

        assertThat(readings())
                .containsExactly(
                        "UPDATE " + A.key() + "@1200", "EXPIRED " + A.key() + "@61200", "UPDATE " + A.key() + "@90200");
        assertThat(last().features().baselineRttMs()).isEqualTo(40);
    }

    @Test
    void beyondTheBoundNewPathsAreRefusedAndThoseInUseStay() {
        roller = roller(WINDOW, LIFETIME, new LimitConfig(1, 3, 1_000));
        for (int i = 1; i <= 3; i++) {
            add(pane("host", 1_000 + 100 * i, Panes.client("203.0.113." + i), 10_000));
        }
        advance(1_400);
        tally.readings.clear();
        Panes flood = new Panes("host", 1_500);
        for (int i = 0; i < 500; i++) {
            PathName path = Panes.client("198.51." + i / 250 + "." + i % 250);
            flood.only(Panes.gauges(path, 1, 1, 0, 0));
        }
        add(flood.finished());
        add(pane("host", 1_600, Panes.client("203.0.113.2"), 20_000));
        advance(1_600);

        assertThat(tally.pathsRefused).isEqualTo(500);
        assertThat(tally.pathsEvicted).isZero();
        assertThat(readings()).containsExactly("UPDATE 203.0.113.2@1600");
        assertThat(group.paths()).isEqualTo(3);
    }

    @Test
    void aPathWithoutOpenConnectionsMakesRoom() {
        roller = roller(WINDOW, LIFETIME, new LimitConfig(1, 2, 1_000));
        add(pane("host", 1_100, Panes.gauges(A, 0, 0, 0, 0), 10_000));
        add(pane("host", 1_200, B, 20_000));
        add(pane("host", 1_300, Panes.client("203.0.113.99"), 30_000));
        advance(1_400);

        assertThat(tally.pathsEvicted).isEqualTo(1);
        assertThat(tally.pathsRefused).isZero();
        assertThat(readings())
                .containsExactlyInAnyOrder(
                        "EXPIRED " + A.key() + "@1200",
                        "UPDATE " + A.key() + "@1200",
                        "UPDATE " + B.key() + "@1200",
                        "UPDATE 203.0.113.99@1400");
    }

    /** As with agents on machines that live for a day, each with a name of its own. */
    @Test
    void theNamesOfShardsThatAreGoneAreForgotten() {
        for (int i = 1; i <= 5_000; i++) {
            long endMs = 1_000 + 200L * i;
            add(pane("host-" + i, endMs, A, 10_000));
            add(new Panes("host-" + i, endMs + 100)
                    .only(Panes.gauges(A, 0, 0, 0, 0))
                    .finished());
            add(pane("stays", endMs, B, 20_000));
            advance(endMs + 100);
        }
        assertThat(group.shards).hasSizeLessThan(100);
        PathGroup loaded = GroupCodec.decode(GroupCodec.encode(group));

        assertThat(loaded.shards).hasSameSizeAs(group.shards).containsNull();
        assertThat(GroupCodec.encode(loaded)).isEqualTo(GroupCodec.encode(group));
        assertThat(tally.readings.get(tally.readings.size() - 1).sites()).hasSizeLessThanOrEqualTo(1);
        assertThat(tally.readings)
                .filteredOn(r -> r.path().equals("client/" + B.key()))
                .allMatch(r -> List.of(r.sites()).equals(List.of("stays")));
    }

    /** A hundred clients are in trouble at once: each alarm knows what waits of its client and nothing else. */
    @Test
    void manyAlarmsAtOnceEachFindTheirOwnPanes() {
        for (long endMs = 1_100; endMs <= 1_300; endMs += 100) {
            Panes panes = new Panes("host", endMs);
            for (int i = 0; i < 100; i++) {
                PathName path = Panes.client("198.51.100." + i);
                panes.events(
                        Panes.gauges(path, 1, 1, 0, 1),
                        feed.seen(endMs - 50, path.key(), 1, EventKind.RTT)
                                .rtt(1, 1_000 + i, 1_000 + i, 1_000 + i, 0, true)
                                .progress(100, 1, 0, 0));
            }
            add(panes.finished());
        }
        for (int i = 0; i < 100; i++) {
            PathName path = Panes.client("198.51.100." + i);
            add(new Panes("host", 1_400)
                    .events(
                            Panes.gauges(path, 1, 1, 0, 1),
                            feed.seen(1_310, path.key(), 1, EventKind.RETRANSMIT)
                                    .progress(0, 0, 0, 12))
                    .alarm(1_320));
        }

        assertThat(tally.readings).hasSize(100);
        for (int i = 0; i < 100; i++) {
            PathFeatures features = tally.readings.get(i).features();
            assertThat(features.key()).isEqualTo("198.51.100." + i);
            assertThat(features.count()).isEqualTo(3);
            assertThat(features.minRttMs()).isEqualTo((1_000 + i) / 1e3);
            assertThat(features.retransmits()).isEqualTo(12);
        }
    }

    @Test
    void whatWasEvictedWithNewsIsNotReadAgain() {
        roller = roller(WINDOW, LIFETIME, new LimitConfig(1, 1, 1_000));
        add(pane("host", 1_100, Panes.gauges(A, 0, 0, 0, 0), 10_000));
        add(pane("host", 1_200, B, 20_000));
        advance(1_300);
        assertThat(readings()).containsExactly("EXPIRED " + A.key() + "@1100", "UPDATE " + B.key() + "@1200");
        advance(1_900);

        assertThat(readings()).last().isEqualTo("REFRESH " + B.key() + "@1800");
    }

    @Test
    void anAlarmIsReadAtOnceMarkedAndChangesNothing() {
        add(pane("host", 1_200, A, 40_000));
        advance(1_200);
        add(pane("host", 1_300, A, 50_000));
        byte[] before = GroupCodec.encode(group);
        PaneBlock alarm = new Panes("host", 1_400)
                .events(
                        Panes.gauges(A, 1, 1, 0, 9),
                        feed.seen(1_310, A.key(), 1, EventKind.RTT)
                                .rtt(1, 90_000, 90_000, 90_000, 0, false)
                                .progress(500, 1, 0, 0),
                        feed.seen(1_330, A.key(), 1, EventKind.RETRANSMIT).progress(0, 0, 0, 12))
                .alarm(1_340);
        tally.readings.clear();
        add(alarm);

        assertThat(readings()).containsExactly("UPDATE " + A.key() + "@1340");
        PathReading row = last();
        assertThat(row.features().alarm()).isTrue();
        assertThat(row.features().count())
                .as("what waits for its slot is known too")
                .isEqualTo(3);
        assertThat(row.features().maxRttMs()).isEqualTo(90);
        assertThat(row.features().retransmits()).isEqualTo(12);
        assertThat(row.features().oldestEventMs()).isEqualTo(1_250);
        assertThat(row.signals().nowMs()).isEqualTo(1_340);
        assertThat(row.signals().newestRttMs()).isEqualTo(90);
        assertThat(row.signals().samples()).isEqualTo(3);
        assertThat(row.signals().sampleAgeMs()).isEqualTo(30);
        assertThat(row.signals().deliveryRate())
                .as("60 ms of the newest slot are still to come")
                .isEqualTo((255 + 255 + 500 + 3 * 52) * 1e3 / (300 - 60));
        assertThat(row.signals().newestDeliveryRate())
                .as("of the newest whole slot")
                .isEqualTo((255 + 52) / 0.1);
        assertThat(row.signals().inFlight()).isEqualTo(9);
        assertThat(GroupCodec.encode(group)).isEqualTo(before);
        advance(1_400);
        assertThat(last().features().alarm()).isFalse();
        assertThat(last().features().count()).isEqualTo(2);
        assertThat(last().features().oldestEventMs()).isEqualTo(1_250);
    }

    /** What a law learns from the alarm is needed when the panes come. */
    @Test
    void anAlarmOfAnUnknownPathIsRememberedWithoutItsEvents() {
        RemindingSink sink = new RemindingSink();
        PaneBlock alarm = new Panes("host", 1_400)
                .events(
                        Panes.gauges(A, 0, 0, 0, 0),
                        1,
                        feed.seen(1_250, A.key(), 1, EventKind.RTT).rtt(1, 7, 7, 7, 0, false))
                .events(
                        Panes.gauges(A, 0, 0, 0, 0),
                        feed.seen(1_310, A.key(), 1, EventKind.RETRANSMIT).progress(0, 1, 0, 10))
                .alarm(1_320);
        roller.add(group, alarm, sink);
        assertThat(sink.last.features().count()).isEqualTo(1);
        assertThat(sink.last.features().retransmits()).isEqualTo(10);
        save();
        add(pane("host", 1_300, A, 9_000));
        wake(1_400, sink);
        assertThat(sink.last.features().windowEndMs()).isEqualTo(1_400);
        assertThat(sink.last.features().count()).isEqualTo(1);
        assertThat(sink.last.features().retransmits()).isZero();
        assertThat(sink.remembered).containsExactly(Long.MIN_VALUE / 2, 1_320L);
    }

    @Test
    void anAlarmWithoutPanesAfterItIsForgottenInTheEnd() {
        add(new Panes("host", 1_400)
                .events(
                        Panes.gauges(A, 0, 0, 0, 0),
                        feed.seen(1_310, A.key(), 1, EventKind.RETRANSMIT).progress(0, 1, 0, 10))
                .alarm(1_320));
        advance(61_399);
        assertThat(readings()).containsExactly("UPDATE " + A.key() + "@1320");
        advance(61_400);

        assertThat(readings()).containsExactly("UPDATE " + A.key() + "@1320", "EXPIRED " + A.key() + "@61400");
        assertThat(group.isEmpty()).isTrue();
        assertThat(roller.wakeMs(group)).isEqualTo(Long.MAX_VALUE);
    }

    /** The alarm overtakes a finished pane of the slide before. */
    @Test
    void anAlarmOfAnUnknownPathDoesNotMoveTheSlides() {
        add(new Panes("host", 1_300)
                .events(
                        Panes.gauges(A, 1, 1, 0, 0),
                        feed.seen(1_210, A.key(), 1, EventKind.RETRANSMIT).progress(0, 1, 0, 10))
                .alarm(1_220));
        add(pane("host", 1_200, A, 10_000));
        advance(1_400);

        assertThat(readings()).containsExactly("UPDATE " + A.key() + "@1220", "UPDATE " + A.key() + "@1200");
    }

    @Test
    void groupsTakeTurnsButSpeakOfTheSameWindow() {
        LimitConfig limits = new LimitConfig(4, 1_000, 1_000);
        WindowConfig d = WINDOW;
        roller = roller(
                new WindowConfig(
                        d.pane(),
                        d.summary(),
                        d.pace(),
                        d.window(),
                        d.slide(),
                        d.longWindow(),
                        d.baseline(),
                        d.shortWindow(),
                        d.lossSpan(),
                        Duration.ofMillis(20)),
                LIFETIME,
                limits);
        for (int i = 0; i < 4; i++) {
            PaneBlock block = new Panes("host", 1_200, i)
                    .events(
                            Panes.gauges(A, 1, 1, 0, 0),
                            feed.seen(1_150, A.key(), 1, EventKind.RTT).rtt(1, 7, 7, 7, 0, false))
                    .finished();
            group = roller.start(block);
            roller.add(group, block, tally);
            roller.wake(group, 1_200, tally);
            assertThat(tally.readings).hasSize(i == 0 ? 1 : i);
            assertThat(roller.wakeMs(group)).isEqualTo(i == 0 ? 1_400 : 1_200 + 5 * i);
            advance(1_200 + 5 * i);
            assertThat(last().features().windowEndMs()).isEqualTo(1_200);
            assertThat(last().signals().nowMs()).isEqualTo(1_200);
            assertThat(last().group()).isEqualTo(i);
        }
    }

    /** Samples come and go over the border between exact values and a histogram. */
    @Test
    void quantilesAreExactUpToTheBorderAndCloseAboveIt() {
        for (int i = 1; i <= 400; i++) {
            boolean sampled = i <= 200 || i % 4 == 0;
            if (sampled) {
                add(pane("host", 1_000 + 100L * i, A, 1_000 * i));
            }
            advance(1_000 + 100L * i);
            if (sampled && i % 2 == 0) {
                int[] window = IntStream.rangeClosed(Math.max(1, i - 99), i)
                        .filter(n -> n <= 200 || n % 4 == 0)
                        .toArray();
                double p95 = window[(int) Math.ceil(0.95 * window.length) - 1];
                assertThat(last().features().count()).isEqualTo(window.length);
                assertThat(last().features().minRttMs()).isEqualTo(window[0]);
                assertThat(last().features().maxRttMs()).isEqualTo(window[window.length - 1]);
                if (window.length <= 64) {
                    assertThat(last().features().p95RttMs()).isEqualTo(p95);
                } else {
                    assertThat(last().features().p95RttMs()).isBetween(0.992 * p95, 1.008 * p95);
                }
            }
        }
    }

    @Test
    void windowsSavedUnderOtherSettingsAreRefused() {
        add(pane("host", 1_200, A, 40_000));
        advance(1_200);
        save();
        byte[] saved = GroupCodec.encode(group);
        roller = roller(WINDOW, LIFETIME, new LimitConfig(2, 1_000, 1_000));
        assertThatThrownBy(() -> advance(2_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the saved windows are in 1 groups of paths with panes of 100 ms, the settings say 2 and 100:"
                                + " set path-groups and pane as they were, or start without the savepoint");

        group = GroupCodec.decode(saved);
        roller = roller(WindowConfig.DEFAULT, LIFETIME, ONE_GROUP);
        assertThatThrownBy(() -> add(pane("host", 1_300, A, 40_000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("panes of 100 ms, the settings say 1 and 25: set path-groups and pane");
    }

    /** They were grouped in another way. */
    @Test
    void windowsOfAnOlderVersionAreRefused() {
        add(pane("host", 1_200, A, 40_000));
        byte[] saved = GroupCodec.encode(group);
        saved[0] = 1;

        assertThatThrownBy(() -> GroupCodec.decode(saved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the saved windows have version 1, this program reads version 5: start without them");
    }

    /** Leaves the time of a reading with the path, and finds it again at the next. */
    private static final class RemindingSink implements RollSink {
        private final List<Long> remembered = new ArrayList<>();
        private @Nullable PathReading last;

        @Override
        public void reading(PathGroup of, PathMemory path, PathView view) {
            last = view.reading();
            remembered.add(path.rowMs);
            path.rowMs = last.signals().nowMs();
        }

        @Override
        public void evicted() {}

        @Override
        public void refused() {}
    }

    // ---- the means ------------------------------------------------------------------------------

    private static WindowRoller roller(WindowConfig window, LifetimeConfig lifetime, LimitConfig limits) {
        return new WindowRoller(window, lifetime, limits, HEADER_BYTES, RollMode.EVERY_SLIDE);
    }

    private PaneBlock pane(String agent, long endMs, PathName path, int rttUs) {
        return pane(agent, endMs, Panes.gauges(path, 1, 1, 0, 1), rttUs);
    }

    /** One round trip in the middle of the slot; 255 bytes in one segment. */
    private static PaneBlock pane(String agent, long endMs, PathGauges gauges, int rttUs) {
        Seen ack = new Feed(agent)
                .seen(endMs - 50, gauges.name.key(), 1, EventKind.RTT)
                .rtt(1, rttUs, rttUs, rttUs, 0, true)
                .progress(255, 1, 0, 0);
        return new Panes(agent, endMs).events(gauges, ack).finished();
    }

    private void add(PaneBlock block) {
        roller.add(group, block, tally);
    }

    private void advance(long nowMs) {
        wake(nowMs, tally);
    }

    private void wake(long nowMs, RollSink sink) {
        for (long wakeMs = roller.wakeMs(group); wakeMs <= nowMs; wakeMs = roller.wakeMs(group)) {
            roller.wake(group, wakeMs, sink);
        }
    }

    private void save() {
        group = GroupCodec.decode(GroupCodec.encode(group));
    }

    private PathReading at(long endMs) {
        advance(endMs);
        assertThat(last().features().windowEndMs()).isEqualTo(endMs);
        return last();
    }

    private PathReading last() {
        return tally.readings.get(tally.readings.size() - 1);
    }

    private long[] gauges() {
        PathSignals s = last().signals();
        assertThat(last().features().activeStreams()).isEqualTo(s.activeStreams());
        assertThat(last().features().openConnections()).isEqualTo(s.openConnections());
        assertThat(last().features().unsentBytes()).isEqualTo(s.unsentBytes());
        return new long[] {s.activeStreams(), s.openConnections(), s.unsentBytes(), s.inFlight()};
    }

    private List<String> readings() {
        return tally.readings.stream()
                .map(r ->
                        r.kind() + " " + r.features().key() + "@" + r.features().windowEndMs())
                .toList();
    }
}
