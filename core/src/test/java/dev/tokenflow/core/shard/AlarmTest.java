package dev.tokenflow.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.core.replay.Seen.Causes;
import dev.tokenflow.core.replay.Seen.Limits;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import org.junit.jupiter.api.Test;

/** What does not wait for the end of its pane. */
class AlarmTest extends Folding {
    @Test
    void aBurstOfRetransmitsLeavesAtOnceAndOnceAPaneAndClient() {
        add(feed.ack(1_110, A, 1, 40_000).retransmit(1_120, A, 1, 9), 1_130);
        assertThat(tally.blocks).isEmpty();
        add(feed.retransmit(1_140, A, 1, 1), 1_150);
        add(feed.retransmit(1_160, A, 1, 30).retransmit(1_165, B, 2, 10), 1_170);

        assertThat(tally.blocks).hasSize(2).allMatch(PaneBlock::isAlarm);
        PaneBlock first = tally.blocks.get(0);
        assertThat(first.endMs()).isEqualTo(1_200);
        assertThat(first.alarmMs()).isEqualTo(1_150);
        assertThat(all(first)).containsOnlyKeys("client/" + A);
        assertThat(all(first).get("client/" + A).retransmits()).isEqualTo(10);
        assertThat(all(tally.blocks.get(1))).containsOnlyKeys("client/" + B);
        closeUpTo(1_200);
        assertThat(said(1_200).get("client/" + A).retransmits())
                .as("and again, finished")
                .isEqualTo(40);
        add(feed.retransmit(1_210, A, 1, 10), 1_220);
        assertThat(alarms()).as("the next pane may alarm again").hasSize(3);
    }

    /** 40 ms is usual: more than 80 ms is a jump. */
    @Test
    void aJumpOfTheMedianLeavesAtOnce() {
        add(feed.ack(1_050, A, 1, 40_000).ack(1_051, A, 2, 40_000), 1_060);
        closeUpTo(1_100);
        add(feed.ack(1_110, A, 1, 80_000).ack(1_111, A, 2, 80_000), 1_120);
        assertThat(alarms()).isEmpty();
        add(feed.ack(1_130, A, 1, 80_001).ack(1_131, A, 1, 80_001), 1_140);
        assertThat(alarms()).as("half of them is not the median").isEmpty();
        add(feed.ack(1_145, A, 1, 80_001), 1_150);

        assertThat(alarms()).hasSize(1);
        assertThat(all(alarms().get(0)).get("client/" + A).samplesUs())
                .containsExactly(80_000, 80_000, 80_001, 80_001, 80_001);
        assertThat(all(alarms().get(0)).get("client/" + A).gauges())
                .as("as of the last slot that was closed")
                .containsExactly(2, 2, 0, 2);
    }

    @Test
    void aSmallRiseOfASmallRoundTripIsNoJump() {
        add(feed.ack(1_050, A, 1, 5_000), 1_060);
        closeUpTo(1_100);
        add(acks(1_110, 5, 25_000), 1_120);
        assertThat(alarms()).isEmpty();
        add(acks(1_210, 5, 25_001), 1_220);

        assertThat(alarms()).hasSize(1);
    }

    @Test
    void aDelayedAcknowledgementAloneIsNoJump() {
        folder = folder(AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LimitConfig.DEFAULT);
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(1_100);
        add(acks(1_110, 2, 400_000), 1_120);
        assertThat(alarms()).isEmpty();
        add(acks(1_130, 1, 400_000), 1_140);

        assertThat(alarms()).hasSize(1);
    }

    @Test
    void whatWasUsualLongAgoIsNotUsual() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(2_200);
        add(acks(2_250, 5, 400_000), 2_260);

        assertThat(alarms()).isEmpty();
    }

    @Test
    void anAlarmSendsAllOpenPanesOfItsClient() {
        add(feed.ack(1_050, A, 1, 40_000).ack(1_050, B, 2, 40_000), 1_060);
        add(feed.retransmit(1_150, A, 1, 10), 1_160);

        assertThat(alarms()).hasSize(1);
        assertThat(alarms().get(0).endMs()).isEqualTo(1_200);
        PaneView view = new PaneView(PANE_MS).of(alarms().get(0));
        assertThat(view.next()).isTrue();
        assertThat(view.endMs()).isEqualTo(1_100);
        assertThat(view.samplesUs()).containsExactly(40_000);
        assertThat(view.next()).isTrue();
        assertThat(view.endMs()).isEqualTo(1_200);
        assertThat(view.retransmits()).isEqualTo(10);
        assertThat(view.next()).isFalse();
    }

    @Test
    void theFirstTimeoutLeavesAtOnce() {
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(1_200);
        add(feed.add(again(1_260, RetransmitCause.TIMEOUT, 210_000)), 1_270);
        assertThat(alarms()).hasSize(1);
        assertThat(alarms().get(0).alarmMs()).isEqualTo(1_270);
        closeUpTo(1_600);
        add(feed.add(again(1_660, RetransmitCause.TIMEOUT, 400_000)), 1_670);
        assertThat(alarms()).as("known already, also after a restart").hasSize(1);
        shard = ShardCodec.decode(ShardCodec.encode(shard));
        closeUpTo(1_700);
        add(feed.ack(1_710, A, 1, 40_000), 1_720);
        closeUpTo(1_900);
        add(feed.add(again(1_960, RetransmitCause.TIMEOUT, 210_000)), 1_970);

        assertThat(alarms()).as("a round trip lies between").hasSize(2);
        assertThat(view(alarms().get(1)).newestTimeoutMs()).isEqualTo(1_960);
    }

    /** What a timeout brings out was measured before the timer began to run. */
    @Test
    void theRoundTripOfATimeoutIsOld() {
        Causes timeout = new Causes(new Limits(240_000, 0, 0), RetransmitCause.TIMEOUT, 0, null, 0, 250_000_000);
        add(
                feed.add(again(1_260, RetransmitCause.TIMEOUT, 0)
                        .rtt(1, 30_000, 30_000, 30_000, 0, true)
                        .causes(timeout)),
                1_270);

        assertThat(view(alarms().get(0)).newestSampleMs()).isEqualTo(1_010);
    }

    @Test
    void aTailLossProbeIsNoAlarm() {
        for (int cookie = 1; cookie <= 20; cookie++) {
            feed.add(feed.seen(1_050, A, cookie, EventKind.RETRANSMIT)
                    .progress(0, 0, 0, 1)
                    .causes(Causes.of(RetransmitCause.PROBE, 80_000)));
        }
        add(feed, 1_060);
        assertThat(alarms()).isEmpty();
        add(feed.retransmit(1_070, A, 1, 9), 1_080);
        assertThat(alarms()).isEmpty();
        add(feed.retransmit(1_085, A, 1, 1), 1_090);

        assertThat(alarms()).as("ten that are none").hasSize(1);
    }

    /** Nothing is to be sent yet. */
    @Test
    void aTimeoutOfAHandshakeIsNoAlarm() {
        add(feed.add(again(1_050, RetransmitCause.TIMEOUT, 0)), 1_060);
        add(feed.add(again(3_050, RetransmitCause.TIMEOUT, 0)), 3_060);

        assertThat(alarms()).isEmpty();
    }

    private Seen again(long atMs, RetransmitCause cause, long busyUs) {
        return feed.seen(atMs, A, 1, EventKind.RETRANSMIT).progress(0, 0, 0, 1).causes(Causes.of(cause, busyUs));
    }

    private static PaneView view(PaneBlock block) {
        PaneView view = new PaneView(PANE_MS).of(block);
        assertThat(view.next()).isTrue();
        return view;
    }

    @Test
    void alarmsCanBeSwitchedOff() {
        folder = folder(new AlarmConfig(0, 0, 0, 1), LifetimeConfig.DEFAULT, LimitConfig.DEFAULT);
        add(feed.ack(1_050, A, 1, 40_000), 1_060);
        closeUpTo(1_100);
        add(feed.retransmit(1_110, A, 1, 1_000).ack(1_120, A, 1, 500_000), 1_130);

        assertThat(alarms()).isEmpty();
    }

    private Feed acks(long atMs, int count, int rttUs) {
        for (int i = 0; i < count; i++) {
            feed.ack(atMs, A, 1, rttUs);
        }
        return feed;
    }
}
