package dev.tokenflow.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.core.replay.Sent;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaneFolderTest extends Folding {
    @Test
    void oneEventCountsForItsClientItsPrefixAndItsSite() {
        add(feed.ack(1_020, A, 1, 40_000).ack(1_030, B, 2, 60_000).ack(1_040, FAR, 3, 5_000), 1_050);
        closeUpTo(1_100);

        assertThat(said(1_100).keySet())
                .containsExactlyInAnyOrder(
                        "client/" + A,
                        "client/" + B,
                        "client/" + FAR,
                        "prefix/203.0.113.0/24",
                        "prefix/2001:db8::/56",
                        "site/host");
        assertThat(said(1_100).get("client/" + B))
                .isEqualTo(new Said(1_100, List.of(60_000), 255, 0, 1_030, 1_030, 1, 1, 0, 1));
        assertThat(said(1_100).get("prefix/203.0.113.0/24"))
                .isEqualTo(new Said(1_100, List.of(40_000, 60_000), 510, 0, 1_020, 1_030, 2, 2, 0, 2));
        assertThat(said(1_100).get("site/host"))
                .isEqualTo(new Said(1_100, List.of(5_000, 40_000, 60_000), 765, 0, 1_020, 1_040, 3, 3, 0, 3));
    }

    @Test
    void everyPaneGoesToTheGroupOfItsPath() {
        for (int i = 0; i < 200; i++) {
            feed.ack(1_000 + i % 100, "198.51.100." + i, i, 40_000);
        }
        add(feed, 1_100);
        closeUpTo(1_100);

        PaneView view = new PaneView(PANE_MS);
        int panes = 0;
        for (PaneBlock block : tally.blocks) {
            assertThat(block.isAlarm()).isFalse();
            assertThat(block.shard()).isEqualTo("host/0");
            for (view.of(block); view.next(); panes++) {
                assertThat(view.name().group(LimitConfig.DEFAULT.groups())).isEqualTo(block.group());
            }
        }
        assertThat(panes).isEqualTo(200 + 2);
        assertThat(tally.blocks).extracting(PaneBlock::group).doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfEventsDoesNotMatter() {
        List<Seen> events = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 600; i++) {
            events.add(feed.seen(1_000 + random.nextInt(300), "203.0.113." + i % 3, i % 21, EventKind.RTT)
                    .rtt(1, 1 + i, 1 + i, 1 + i, i, i % 2 == 0)
                    .progress(random.nextInt(300), 1, 0, 0)
                    .socket(random.nextInt(9), random.nextInt(9)));
        }
        List<Map<String, Said>> sorted = fold(events);
        Collections.shuffle(events, random);

        assertThat(fold(events)).isEqualTo(sorted);
        assertThat(sorted.get(0).get("site/host").samplesUs()).hasSizeGreaterThan(PaneBody.EXACT_SAMPLES);
    }

    @Test
    void aFoldKeepsItsCountSumAndEnds() {
        add(feed.add(feed.seen(1_010, A, 1, EventKind.RTT).rtt(5, 300_001, 40_000, 90_000, 0, false)), 1_020);
        closeUpTo(1_100);

        assertThat(said(1_100).get("client/" + A).samplesUs()).containsExactly(40_000, 56_667, 56_667, 56_667, 90_000);
        PaneView view = new PaneView(PANE_MS);
        for (PaneBlock block : tally.blocks) {
            for (view.of(block); view.next(); ) {
                assertThat(view.sumUs()).isEqualTo(300_001);
            }
        }
    }

    @Test
    void aSocketIsWhatItsNewestEventSays() {
        Seen newest = feed.seen(1_080, A, 1, EventKind.RETRANSMIT).socket(5, 2);
        Seen older = feed.seen(1_020, A, 1, EventKind.RTT).progress(1, 1, 0, 0).socket(9, 4);
        add(feed.add(newest), 1_090);
        add(feed.add(older), 1_095);
        closeUpTo(1_100);

        assertThat(said(1_100).get("client/" + A).gauges()).containsExactly(1, 1, 5, 2);
    }

    /** 1050 is in the slot that ends at 1100: acknowledged within the last second until the slot that ends at 2000. */
    @Test
    void aStreamIsActiveForASecondAfterItsLastAcknowledgedByte() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(2_000);
        assertThat(said(2_000)).isEmpty();
        closeUpTo(2_100);

        assertThat(said(2_100).get("client/" + A)).isEqualTo(Said.gauges(2_100, 0, 1, 0, 1));
        assertThat(said(2_100)).containsKeys("prefix/203.0.113.0/24", "site/host");
    }

    @Test
    void aStreamWithUnsentBytesStaysActive() {
        add(feed.add(feed.seen(1_050, A, 1, EventKind.RTT).progress(10, 1, 0, 0).socket(77, 3)), 1_060);
        closeUpTo(3_000);
        assertThat(last("client/" + A).gauges()).containsExactly(1, 1, 77, 3);
        add(feed.add(feed.seen(3_050, A, 1, EventKind.RTT).socket(0, 0)), 3_060);
        closeUpTo(3_100);

        assertThat(last("client/" + A).gauges()).containsExactly(0, 1, 0, 0);
    }

    @Test
    void whatDoesNotChangeIsNotTold() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(8_000);

        assertThat(tally.blocks).extracting(PaneBlock::endMs).containsOnly(1_100L, 2_100L);
        assertThat(shard.sockets()).isEqualTo(1);
    }

    @Test
    void theLastWordOfAPathIsThatItHasNoSocketsLeft() {
        add(feed.ack(1_050, A, 1, 40_000).ack(1_050, A, 2, 40_000).ack(1_050, B, 3, 40_000), 1_060);
        closeUpTo(1_100);
        add(feed.close(1_150, A, 1).close(1_250, A, 2), 1_260);
        closeUpTo(1_300);

        assertThat(said(1_200).get("client/" + A).gauges()).containsExactly(1, 1, 0, 1);
        assertThat(said(1_300).get("client/" + A).gauges()).containsExactly(0, 0, 0, 0);
        assertThat(said(1_300).get("prefix/203.0.113.0/24").gauges()).containsExactly(1, 1, 0, 1);
        assertThat(said(1_300)).doesNotContainKey("client/" + B);
        assertThat(shard.paths.size()).isEqualTo(3);
    }

    @Test
    void aSocketThatOpensAndClosesInOneSlotLeavesNothing() {
        add(feed.open(1_010, A, 1).ack(1_050, A, 1, 40_000).close(1_060, A, 1), 1_070);
        closeUpTo(1_100);

        assertThat(said(1_100).get("client/" + A))
                .isEqualTo(new Said(1_100, List.of(40_000), 255, 0, 1_010, 1_050, 0, 0, 0, 0));
        assertThat(shard.sockets()).isZero();
        assertThat(shard.paths.size()).isZero();
    }

    @Test
    void nothingFollowsACloseAtTheSameInstant() {
        add(feed.close(1_050, A, 1).ack(1_050, A, 1, 40_000), 1_070);
        closeUpTo(1_100);

        assertThat(shard.sockets()).isZero();
    }

    @Test
    void aSilentShardIsForgottenWithAllItsSockets() {
        add(feed.ack(1_050, A, 1, 40_000).ack(1_050, FAR, 2, 40_000), 1_060);
        add(feed, 2_000);
        closeUpTo(11_900);
        assertThat(shard.sockets()).isEqualTo(2);

        assertThat(folder.wakeMs(shard)).isEqualTo(12_000);
        assertThat(folder.close(shard, 12_000, tally)).isFalse();
        assertThat(said(12_000))
                .hasSize(5)
                .allSatisfy((path, said) -> assertThat(said).isEqualTo(Said.gauges(12_000, 0, 0, 0, 0)));
        assertThat(shard.sockets()).isZero();
        assertThat(shard.paths.size()).isZero();
        assertThat(shard.open).isEmpty();
        assertThat(tally.forgotten).as("the agent is gone, not their close").isZero();
    }

    @Test
    void aSocketWithoutEventsIsForgotten() {
        folder = folder(AlarmConfig.DEFAULT, idle(Duration.ofSeconds(5)), LimitConfig.DEFAULT);
        add(feed.ack(1_050, A, 1, 40_000).ack(1_050, A, 2, 40_000), 1_060);
        closeUpTo(1_100);
        add(feed.ack(3_050, A, 2, 40_000), 3_060);
        closeUpTo(6_000);
        assertThat(shard.sockets()).isEqualTo(2);
        closeUpTo(6_100);

        assertThat(shard.sockets()).isEqualTo(1);
        assertThat(tally.forgotten).isEqualTo(1);
        assertThat(said(6_100).get("site/host").gauges()).containsExactly(0, 1, 0, 1);
    }

    @Test
    void beyondTheBoundTheLeastRecentlyActiveSocketGoesFirst() {
        folder = folder(AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, new LimitConfig(16, 16, 3));
        for (int cookie = 1; cookie <= 3; cookie++) {
            add(feed.ack(900 + 100 * cookie, A, cookie, 40_000), 901 + 100L * cookie);
        }
        add(feed.ack(1_300, A, 1, 40_000).ack(1_350, B, 4, 40_000), 1_360);
        closeUpTo(1_400);

        assertThat(shard.sockets()).isEqualTo(3);
        assertThat(shard.sockets.get(2)).isNull();
        assertThat(tally.socketsEvicted).isEqualTo(1);
        assertThat(said(1_400).get("site/host").gauges()).containsExactly(3, 3, 0, 3);
        for (int cookie = 5; cookie < 1_000; cookie++) {
            feed.ack(1_450, "198.51.100." + cookie % 200, cookie, 40_000);
        }
        add(feed, 1_460);
        closeUpTo(1_500);

        assertThat(shard.sockets()).isEqualTo(3);
        assertThat(tally.socketsEvicted).isEqualTo(1 + 995);
        assertThat(last("site/host").gauges()).containsExactly(3, 3, 0, 3);
    }

    @Test
    void whatIsLateImpossibleOrFromTheFutureIsSetAsideAndTheRestCounts() {
        add(feed.ack(4_050, A, 1, 40_000), 4_060);
        closeUpTo(4_100);
        folder.closeThrough(shard, 4_200, tally);
        feed.ack(2_150, A, 1, 70_000).ack(4_250, A, 1, 50_000);
        feed.add(feed.seen(4_250, A, 1, EventKind.RTT).rtt(2, 100, 60, 40, 0, false));
        feed.add(feed.seen(4_311, A, 1, EventKind.RTT));
        feed.ack(4_200, A, 1, 60_000);
        add(feed, 4_260);
        closeUpTo(4_300);

        assertThat(tally.rejected)
                .as("2 s are a hint's life")
                .isEqualTo(Map.of("late", 1, "implausible", 1, "future", 1));
        assertThat(said(4_300).get("client/" + A).samplesUs()).containsExactly(50_000, 60_000);
    }

    @Test
    void whatComesAfterItsPaneWasClosedCountsInTheNextOne() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(1_300);
        add(feed.ack(1_250, A, 1, 50_000).ack(1_300, A, 1, 60_000), 1_310);
        closeUpTo(1_400);

        assertThat(tally.rejected).isEmpty();
        assertThat(said(1_400).get("client/" + A).samplesUs()).containsExactly(50_000, 60_000);
    }

    /** On another processor than its close, and so a moment behind it. */
    @Test
    void whatComesAfterTheEndOfAConnectionDoesNotOpenItAgain() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        add(feed.add(feed.seen(1_095, A, 1, EventKind.CLOSE)), 1_100);
        closeUpTo(1_100);
        add(feed.ack(1_094, A, 1, 50_000), 1_110);
        closeUpTo(1_200);

        assertThat(shard.sockets()).isZero();
        assertThat(said(1_200).get("client/" + A).samplesUs()).containsExactly(50_000);
        assertThat(said(1_200).get("client/" + A).openConnections()).isZero();
    }

    /** After an outage of the broker an agent sends what waited; that a connection has ended is still news. */
    @Test
    void whatWasUnderWayForLongerThanAHintHoldsIsNoNews() {
        add(feed.ack(1_050, A, 1, 40_000).ack(1_050, B, 2, 40_000), 1_060);
        closeUpTo(1_100);
        feed.ack(1_150, A, 1, 90_000).add(feed.seen(1_160, B, 2, EventKind.CLOSE));
        folder.add(shard, feed.send(1_170).batch(), 0, 2_001, tally);
        closeUpTo(1_200);

        assertThat(tally.rejected).isEqualTo(Map.of("stale", 2));
        assertThat(shard.sockets()).isEqualTo(1);
        assertThat(last("client/" + B).openConnections()).isZero();
        assertThat(last("client/" + A).samplesUs()).doesNotContain(90_000);
    }

    @Test
    void aBatchCountsOnceAndGapsAreCounted() {
        Sent first = feed.ack(1_010, A, 1, 40_000).send(1_020);
        Sent second = feed.ack(1_030, A, 1, 40_000).send(1_040);
        Sent third = feed.ack(1_050, A, 1, 40_000).send(1_060);
        for (Sent sent : List.of(first, third, first, second, third, second)) {
            folder.add(shard, sent.batch(), 0, tally);
        }
        closeUpTo(1_100);

        assertThat(tally.duplicates).isEqualTo(3);
        assertThat(tally.missing).isEqualTo(1);
        assertThat(tally.reordered).isEqualTo(1);
        assertThat(said(1_100).get("client/" + A).bytesAcked()).isEqualTo(3 * 255);
    }

    @Test
    void aRestartedAgentGoesOnWithItsSockets() {
        add(feed.ack(1_010, A, 1, 40_000), 1_020);
        closeUpTo(1_100);
        Feed restarted = new Feed("host", 2);
        folder.add(shard, restarted.ack(1_150, A, 1, 40_000).send(1_160).batch(), 0, tally);
        folder.add(shard, feed.ack(1_170, A, 1, 40_000).send(1_180).batch(), 0, tally);
        closeUpTo(1_200);

        assertThat(tally.duplicates).as("batches of an epoch that is over").isEqualTo(1);
        assertThat(said(1_200).get("client/" + A))
                .isEqualTo(new Said(1_200, List.of(40_000), 255, 0, 1_150, 1_150, 1, 1, 0, 1));
    }

    /** Another shard moves time on while an event lies beyond the end of the silence. */
    @Test
    void aSilenceShorterThanASlotEndsToo() {
        LifetimeConfig d = LifetimeConfig.DEFAULT;
        folder = folder(
                AlarmConfig.DEFAULT,
                new LifetimeConfig(d.ttl(), d.calmTtl(), d.pathIdle(), d.socketIdle(), Duration.ofMillis(1)),
                LimitConfig.DEFAULT);
        add(feed.ack(1_050, A, 1, 40_000).ack(1_130, A, 1, 50_000), 1_095);

        List<Long> closed = new ArrayList<>();
        boolean kept = true;
        while (kept && closed.size() < 5) {
            closed.add(folder.wakeMs(shard));
            kept = folder.close(shard, folder.wakeMs(shard), tally);
        }
        assertThat(closed).containsExactly(1_100L, 1_200L);
        assertThat(said(1_200).get("client/" + A).samplesUs()).containsExactly(50_000);
    }

    @Test
    void whatWasSentAgainIsWhatTheKernelCountsWithoutWhatDidNotLeave() {
        TcpEventBuilder b = new TcpEventBuilder();
        assertThat(resent(b.clear().kind(EventKind.RTT))).isZero();
        assertThat(resent(b.clear().kind(EventKind.RTT).retransDelta(3))).isEqualTo(3);
        assertThat(resent(b.clear().kind(EventKind.RETRANSMIT).segments(2))).isEqualTo(2);
        assertThat(resent(b.clear().kind(EventKind.RETRANSMIT).segments(2).notSent()))
                .isZero();
        assertThat(resent(b.clear().kind(EventKind.RETRANSMIT).segments(2).retransDelta(5)))
                .isEqualTo(5);
        assertThat(resent(b.clear()
                        .kind(EventKind.RETRANSMIT)
                        .segments(2)
                        .retransDelta(5)
                        .notSent()))
                .isEqualTo(3);
    }

    private static long resent(TcpEventBuilder event) {
        PaneAccumulator pane = new PaneAccumulator(new PathGauges(Panes.client(A)), 1_100);
        pane.addEvent(new TcpEventView().at(event.toBytes(), 0), 1_050 * Feed.NS_PER_MS);
        return pane.retransmits();
    }

    @Test
    void impossibleEventsAreObjectedTo() {
        TcpEventBuilder b = new TcpEventBuilder();
        assertThat(objection(b.kind(EventKind.RTT).rtt(40_000))).isNull();
        assertThat(objection(b.clear())).isEqualTo("unknown-kind");
        assertThat(objection(b.clear().kind(EventKind.RTT).tsNs(151 * Feed.NS_PER_MS)))
                .isEqualTo("future");
        assertThat(objection(b.clear().kind(EventKind.RTT).rtt(0))).isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RTT).rtt(5, 3, 100, 1, 9)))
                .isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RTT).bytesAcked(-1))).isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RETRANSMIT).segments(1L << 31)))
                .isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RETRANSMIT).retransDelta(1L << 31)))
                .isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.CLOSE).limits(900, 500, 100)))
                .isNull();
        assertThat(objection(b.clear().kind(EventKind.CLOSE).limits(900, 901, 100)))
                .isEqualTo("implausible");
    }

    /**
     * A smallest and a largest sample that are both among the samples leave less room for the sum than all of them
     * between these ends.
     */
    @Test
    void aFoldThatNoSamplesAddUpToIsObjectedTo() {
        TcpEventBuilder b = new TcpEventBuilder().kind(EventKind.RTT);
        assertThat(objection(b.rtt(9, 1, 9, 9, 9))).isNull();
        assertThat(objection(b.rtt(9, 1, 9, 5, 9))).isEqualTo("implausible");
        assertThat(objection(b.rtt(9, 2, 14, 5, 9))).isNull();
        assertThat(objection(b.rtt(9, 2, 15, 5, 9))).isEqualTo("implausible");
        assertThat(objection(b.rtt(9, 4, 3 * 5 + 9, 5, 9))).isNull();
        assertThat(objection(b.rtt(9, 4, 3 * 5 + 8, 5, 9))).isEqualTo("implausible");
        assertThat(objection(b.rtt(9, 4, 5 + 3 * 9, 5, 9))).isNull();
        assertThat(objection(b.rtt(9, 4, 5 + 3 * 9 + 1, 5, 9))).isEqualTo("implausible");
    }

    // ---- the means ------------------------------------------------------------------------------

    /** One pane in plain numbers; times in ms, -1 without. */
    private static LifetimeConfig idle(Duration socketIdle) {
        LifetimeConfig d = LifetimeConfig.DEFAULT;
        return new LifetimeConfig(d.ttl(), d.calmTtl(), d.pathIdle(), socketIdle, d.shardSilence());
    }

    private List<Map<String, Said>> fold(List<Seen> events) {
        shard = new ShardState("host/0", "host", Tenant.NONE);
        tally.blocks.clear();
        Feed fresh = new Feed("host");
        for (int i = 0; i < events.size(); i++) {
            fresh.add(events.get(i));
            if (i % 50 == 49) {
                add(fresh, 1_300);
            }
        }
        closeUpTo(1_300);
        return List.of(said(1_100), said(1_200), said(1_300));
    }

    private Said last(String path) {
        Said last = null;
        for (PaneBlock block : tally.blocks) {
            last = block.isAlarm() ? last : all(block).getOrDefault(path, last);
        }
        return last;
    }

    private static String objection(TcpEventBuilder event) {
        return EventRules.rejectReason(new TcpEventView().at(event.toBytes(), 0), 100 * Feed.NS_PER_MS);
    }
}
