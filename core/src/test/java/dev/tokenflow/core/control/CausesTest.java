package dev.tokenflow.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.core.replay.Seen.Causes;
import dev.tokenflow.core.replay.Seen.Limits;
import dev.tokenflow.core.replay.Tally;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.window.RollMode;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.hint.PathCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * From the kernel's causes to hints, by the law that is recommended: one connection with a token every 20 ms and a
 * round trip of 40 ms. Batches are closed every 20 ms.
 */
class CausesTest {
    private static final String A = "203.0.113.7";
    private static final String CLIENT = "client/" + A;
    private static final int RTT_US = 40_000;

    private final Feed feed = new Feed("host");
    private final Told told = new Told();
    private final PathControl control = new PathControl(
            path -> PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT),
            LifetimeConfig.DEFAULT,
            RowConfig.DEFAULT,
            reading -> PathScore.NONE,
            told);
    private final FeatureReplay replay = new FeatureReplay(
            new PaneFolder(WindowConfig.DEFAULT, AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LimitConfig.DEFAULT),
            new WindowRoller(WindowConfig.DEFAULT, LifetimeConfig.DEFAULT, LimitConfig.DEFAULT, 52, RollMode.ON_NEWS),
            Duration.ofMillis(50),
            new Tally(),
            control);

    @Test
    void aStallIsKnownAtTheFirstTimeout() {
        stream(1_000, 13_000);
        silence(13_000, 13_240);
        send(resent(13_250, RetransmitCause.TIMEOUT, 250_000, 1), 13_255);

        Told.Hint hint = last();
        assertThat(hint.atMs()).as("not at the end of a pane").isEqualTo(13_255);
        assertThat(hint.pacing().decision().state()).isEqualTo(PathCondition.STALLED);
        assertThat(hint.pacing().decision().why())
                .startsWith("a retransmission timer ran out and no ACK came for 255 ms");
        assertThat(hint.pacing().decision().tokensPerChunk()).isEqualTo(13);
    }

    @Test
    void itIsOverWithTheFirstRoundTrip() {
        stream(1_000, 13_000);
        silence(13_000, 13_240);
        send(resent(13_250, RetransmitCause.TIMEOUT, 250_000, 1), 13_260);
        silence(13_260, 13_320);
        stream(13_320, 15_000);

        assertThat(states()).containsExactly(PathCondition.CLEAR, PathCondition.STALLED, PathCondition.CLEAR);
        assertThat(last().pacing().decision().tokensPerChunk()).isEqualTo(1);
        assertThat(last().atMs()).isBetween(13_320L, 13_500L);
    }

    /** The next timeout comes after twice the time, and the silence of a second in between. */
    @Test
    void itLastsUntilThen() {
        stream(1_000, 13_000);
        silence(13_000, 13_240);
        send(resent(13_250, RetransmitCause.TIMEOUT, 250_000, 1), 13_260);
        silence(13_260, 13_740);
        send(resent(13_750, RetransmitCause.TIMEOUT, 500_000, 1), 13_760);
        silence(13_760, 16_000);

        assertThat(states()).containsExactly(PathCondition.CLEAR, PathCondition.STALLED);
        assertThat(last().pacing().decision().why()).startsWith("data is sent again and no ACK came for ");
    }

    @Test
    void aTailLossProbeIsNoStall() {
        stream(1_000, 13_000);
        silence(13_000, 13_100);
        send(resent(13_110, RetransmitCause.PROBE, 110_000, 1), 13_120);
        silence(13_120, 13_240);
        stream(13_240, 14_000);

        assertThat(states()).containsExactly(PathCondition.CLEAR);
    }

    @Test
    void anotherConnectionThatIsAnsweredSpeaksForThePath() {
        for (long atMs = 1_000; atMs <= 14_000; atMs += 20) {
            feed.add(ack(atMs, 1, RTT_US, new Limits(20_000, 0, 0)));
            send(atMs == 13_020 ? resent(atMs - 2, RetransmitCause.TIMEOUT, 250_000, 2) : feed, atMs + 2);
        }

        assertThat(states()).containsExactly(PathCondition.CLEAR);
    }

    /** Every hundredth segment is lost; of these, every fifth is found by the timer alone. */
    @Test
    void lossAtRandomDoesNotFlap() {
        long atMs = 1_000;
        for (int segment = 1; segment <= 6_000; segment++) {
            if (segment % 500 == 0) {
                silence(atMs, atMs + 220);
                atMs += 240;
                send(resent(atMs - 5, RetransmitCause.TIMEOUT, 240_000, 1), atMs);
                atMs += 60;
            } else if (segment % 100 == 0) {
                feed.add(resent(atMs - 5, RetransmitCause.FAST, 10_000));
            }
            stream(atMs, atMs);
            atMs += 20;
        }

        assertThat(states()).containsExactly(PathCondition.CLEAR, PathCondition.LOSSY);
    }

    /** What arrives twice, or after reordering, was not lost. */
    @Test
    void reorderingIsNotLoss() {
        for (int segment = 1; segment <= 1_000; segment++) {
            long atMs = 1_000 + 20L * segment;
            if (segment % 50 == 0) {
                Causes overtaken = new Causes(new Limits(0, 0, 0), RetransmitCause.FAST, 1, null, 0, 0);
                feed.add(resent(atMs - 5, RetransmitCause.FAST, 0).causes(overtaken));
            }
            stream(atMs, atMs);
        }
        assertThat(states()).containsExactly(PathCondition.CLEAR);

        PathReading row = told.rows.get(told.rows.size() - 1);
        assertThat(row.features().retransmits()).isEqualTo(10);
        assertThat(row.features().facts().fastRetransmits()).isEqualTo(10);
        assertThat(row.features().facts().reorderings()).isEqualTo(10);
        assertThat(row.signals().lossShare()).isZero();
    }

    @Test
    void theSameWithoutReorderingIsLoss() {
        for (int segment = 1; segment <= 1_000; segment++) {
            long atMs = 1_000 + 20L * segment;
            if (segment % 50 == 0) {
                feed.add(resent(atMs - 5, RetransmitCause.FAST, 0));
            }
            stream(atMs, atMs);
        }

        assertThat(states()).containsExactly(PathCondition.CLEAR, PathCondition.LOSSY);
    }

    /** A reader that takes little lets round trips grow, and the window is closed for most of the time. */
    @Test
    void aPausedTabIsNotCongestion() {
        stream(1_000, 3_000);
        for (long atMs = 3_100; atMs <= 8_000; atMs += 100) {
            int rttUs = atMs < 3_500 ? RTT_US : 400_000;
            send(feed.add(ack(atMs, 1, rttUs, new Limits(100_000, 60_000, 0))), atMs + 2);
        }

        assertThat(states()).containsExactly(PathCondition.CLEAR);
        PathReading row = told.rows.get(told.rows.size() - 1);
        assertThat(row.features().facts().receiverLimitedShare()).isBetween(0.3, 0.6);
        assertThat(row.signals().causes().receiverLimitedShare()).isEqualTo(0.6);
    }

    /** A third of the time is not what sets the pace. */
    @Test
    void aQueueIsAQueueAllTheSame() {
        stream(1_000, 3_000);
        for (long atMs = 3_100; atMs <= 8_000; atMs += 100) {
            send(feed.add(ack(atMs, 1, 400_000, new Limits(100_000, 33_000, 60_000))), atMs + 2);
        }

        assertThat(states()).containsExactly(PathCondition.CLEAR, PathCondition.CONGESTED);
        assertThat(told.rows.get(told.rows.size() - 1).features().facts().sendBufferLimitedShare())
                .isBetween(0.4, 0.6);
    }

    @Test
    void aPathHasARoundTripBeforeItsFirstToken() {
        Causes handshake = new Causes(new Limits(0, 0, 0), RetransmitCause.UNKNOWN, 0, null, 31_000, 0);
        send(feed.add(feed.seen(1_001, A, 1, EventKind.OPEN).causes(handshake)), 1_010);
        silence(1_010, 1_200);

        PacingDecision decision = last().pacing().decision();
        assertThat(decision.state()).isEqualTo(PathCondition.CLEAR);
        stream(1_400, 3_000);
        PathReading row = told.rows.get(told.rows.size() - 1);
        assertThat(row.features().facts().handshakeRttMs()).isEqualTo(31);
        assertThat(row.features().baselineRttMs())
                .as("data has delays of its own")
                .isEqualTo(40);
        assertThat(row.signals().baselineRttMs()).isEqualTo(40);
        assertThat(states()).containsExactly(PathCondition.CLEAR);
    }

    // ---- the means ------------------------------------------------------------------------------

    private void stream(long fromMs, long toMs) {
        for (long atMs = fromMs; atMs <= toMs; atMs += 20) {
            send(feed.add(ack(atMs, 1, RTT_US, new Limits(20_000, 0, 0))), atMs + 2);
        }
    }

    private void silence(long fromMs, long toMs) {
        for (long atMs = fromMs + 20; atMs <= toMs; atMs += 20) {
            send(feed, atMs);
        }
    }

    private void send(Feed events, long closedMs) {
        replay.add(events.send(closedMs).batch(), 0);
    }

    private Seen ack(long atMs, long cookie, int rttUs, Limits limits) {
        return feed.seen(atMs, A, cookie, EventKind.RTT)
                .rtt(1, rttUs, rttUs, rttUs, 2_000, true)
                .progress(255, 1, 0, 0)
                .socket(0, 2)
                .causes(new Causes(limits, RetransmitCause.UNKNOWN, 0, null, 0, 0));
    }

    private Feed resent(long atMs, RetransmitCause cause, long busyUs, long cookie) {
        return feed.add(resentBy(cookie, atMs, cause, busyUs));
    }

    private Seen resent(long atMs, RetransmitCause cause, long busyUs) {
        return resentBy(1, atMs, cause, busyUs);
    }

    /**
     * It brings out the round trip that no acknowledgement did, 20 ms older than the silence, if it comes after one.
     */
    private Seen resentBy(long cookie, long atMs, RetransmitCause cause, long busyUs) {
        Seen again = feed.seen(atMs, A, cookie, EventKind.RETRANSMIT)
                .progress(255, 1, 0, 1)
                .socket(0, 2);
        if (cause != RetransmitCause.TIMEOUT) {
            return again.causes(Causes.of(cause, busyUs));
        }
        long sampleAgoNs = 1_000 * busyUs + 20 * Feed.NS_PER_MS;
        return again.rtt(1, RTT_US, RTT_US, RTT_US, 2_000, true)
                .causes(new Causes(new Limits(busyUs, 0, 0), cause, 0, null, 0, sampleAgoNs));
    }

    private Told.Hint last() {
        List<Told.Hint> hints = hints();
        return hints.get(hints.size() - 1);
    }

    /** What the client's hints call the path, one after another. */
    private List<PathCondition> states() {
        List<Told.Hint> hints = hints();
        List<PathCondition> states = new ArrayList<>();
        for (Told.Hint hint : hints) {
            PathCondition state = hint.pacing().decision().state();
            if (states.isEmpty() || states.get(states.size() - 1) != state) {
                states.add(state);
            }
        }
        return states;
    }

    private List<Told.Hint> hints() {
        return told.hints.stream().filter(hint -> hint.path().equals(CLIENT)).toList();
    }
}
