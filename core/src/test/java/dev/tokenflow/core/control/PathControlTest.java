package dev.tokenflow.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.shard.Panes;
import dev.tokenflow.core.shard.PathGauges;
import dev.tokenflow.core.window.GroupCodec;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.RollMode;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Panes of 25 ms, a pace of 100 ms, slides of 200 ms. Hints live for 2 s, and for 30 s when they ask for nothing; rows
 * come every second, and every 10 s when there is nothing to tell.
 */
class PathControlTest {
    private static final LimitConfig ONE_GROUP = new LimitConfig(1, 1_000, 1_000);
    private static final LifetimeConfig LIFETIME = LifetimeConfig.DEFAULT.toldOften();
    private static final PathName A = Panes.client("203.0.113.7");
    private static final String CLIENT = "client/203.0.113.7";
    private static final PathName PREFIX = A.prefix();
    private static final PathName SITE = PathName.site(Tenant.NONE, "host");
    private static final int CLEAR_US = 40_000;
    private static final int QUEUE_US = 300_000;

    private final WindowRoller roller =
            new WindowRoller(WindowConfig.DEFAULT, LIFETIME, ONE_GROUP, 52, RollMode.ON_NEWS);
    private final Told told = new Told();
    private final List<Long> scoredAt = new ArrayList<>();
    private PathGroup group = new PathGroup(0, 1, 25);
    private PathControl control = control(new ThresholdLaw());

    @Test
    void aHintComesAtOnceWhenTheDecisionChanges() {
        busy(1_025, 5_000, CLEAR_US);
        busy(5_025, 6_000, QUEUE_US);
        advance(6_000);

        assertThat(told.hintsOf(CLIENT)).as("steps are at 1025, 1125 and so on").startsWith(1_025L, 5_025L);
        assertThat(told.hints.get(1).pacing().isCongested()).isTrue();
        assertThat(told.hints.get(1).pacing().seq())
                .as("41 steps, and those of rows")
                .isGreaterThanOrEqualTo(41);
    }

    @Test
    void aPathThatWasQuietIsDecidedOnAtTheEndOfThePane() {
        add(1_025, CLEAR_US);
        add(3_050, QUEUE_US);
        advance(3_050);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L, 3_050L);
    }

    @Test
    void aHintThatAsksForSomethingIsRepeatedAfterAThirdOfItsLife() {
        busy(1_100, 4_000, QUEUE_US);
        advance(4_000);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_100L, 1_800L, 2_500L, 3_200L, 3_900L);
    }

    /** Looked at every 600 ms. */
    @Test
    void itIsRepeatedInSilenceAsWell() {
        add(1_025, QUEUE_US);
        advance(10_000);

        List<Long> hints = told.hintsOf(CLIENT);
        assertThat(hints).startsWith(1_025L, 1_800L);
        for (int i = 1; i < hints.size(); i++) {
            assertThat(hints.get(i) - hints.get(i - 1)).isBetween(667L, 1_200L);
        }
        assertThat(hints.get(hints.size() - 1)).isGreaterThan(8_800L);
    }

    @Test
    void aHintThatAsksForNothingIsRepeatedAfterAThirdOfItsLongerLife() {
        busy(1_025, 35_000, CLEAR_US);
        advance(35_000);

        assertRepeated(7_500, 10_000);
    }

    @Test
    void inSilenceToo() {
        add(1_025, CLEAR_US, gauges(A, 1, 0));
        advance(35_000);

        assertRepeated(7_500, 12_000);
    }

    /** By the law that is recommended. */
    @Test
    void aSteadyClearPathSaysLittle() {
        control = control(PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT));
        busy(1_025, 75_000, CLEAR_US);
        advance(75_000);

        assertThat(told.hintsOf(CLIENT)).filteredOn(at -> at > 15_000).hasSizeBetween(5, 9);
        assertThat(told.rowsOf(CLIENT)).filteredOn(at -> at > 15_000).hasSizeBetween(5, 8);
        assertThat(scoredAt).as("only for hints and rows").hasSizeLessThanOrEqualTo(2 * 17);
    }

    @Test
    void whileAPathAsksForSomethingItHasARowASecond() {
        busy(1_100, 12_000, QUEUE_US);
        advance(12_000);

        assertThat(told.rowsOf(CLIENT))
                .containsExactly(
                        1_200L, 2_200L, 3_200L, 4_200L, 5_200L, 6_200L, 7_200L, 8_200L, 9_200L, 10_200L, 11_200L);
    }

    @Test
    void aRowAndADecisionAtEverySlideWhereThatIsWanted() {
        WindowRoller everySlide = new WindowRoller(WindowConfig.DEFAULT, LIFETIME, ONE_GROUP, 52, RollMode.EVERY_SLIDE);
        PathControl rows = new PathControl(
                path -> new ThresholdLaw(), LIFETIME, new RowConfig(Duration.ZERO, Duration.ZERO), Scorer.NONE, told);
        for (long endMs = 1_025; endMs <= 2_000; endMs += 25) {
            everySlide.add(group, pane(endMs, CLEAR_US, gauges(A, 1, 1)).finished(), rows);
        }
        for (long wakeMs = everySlide.wakeMs(group); wakeMs <= 2_000; wakeMs = everySlide.wakeMs(group)) {
            everySlide.wake(group, wakeMs, rows);
        }

        assertThat(told.rowsOf(CLIENT)).containsExactly(1_200L, 1_400L, 1_600L, 1_800L, 2_000L);
        assertThat(told.hintsOf(CLIENT)).containsExactly(1_200L);
    }

    /** What is the matter is told with a row and a hint at once, whatever the law makes of it, and over a restart. */
    @Test
    void anotherWordIsNewsAtOnce() {
        control = control(PacingAlgorithm.FIXED.law(PacingConfig.DEFAULT, WireCost.DEFAULT));
        busy(1_025, 5_000, CLEAR_US);
        advance(5_000);
        save();
        busy(5_025, 6_000, 120_000);
        advance(6_000);

        assertThat(told.words).startsWith("1025 normal", "5325 congestion").hasSize(2);
        assertThat(told.rowsOf(CLIENT)).as("the slide after that").contains(5_400L);
        Told.Hint hint = told.hints.stream()
                .filter(h -> h.path().equals(CLIENT) && h.atMs() == 5_325)
                .findFirst()
                .orElseThrow();
        assertThat(hint.score().trouble()).isEqualTo("congestion: a queue of 80 ms: round trip 120 ms, usually 40 ms");
    }

    @Test
    void aForecastIsMadeOnlyWhereTheLawAsksForOne() {
        busy(1_025, 1_500, CLEAR_US);
        busy(1_525, 2_000, QUEUE_US);
        advance(2_000);

        assertThat(scoredAt)
                .as("the first hint, its row, and every step of the queue")
                .startsWith(1_025L, 1_200L, 1_525L)
                .contains(1_625L, 1_725L, 1_825L, 1_925L)
                .doesNotContain(1_125L, 1_225L, 1_325L, 1_425L);
    }

    @Test
    void aMemoryOfAnotherLawIsNotRead() {
        busy(1_025, 2_000, QUEUE_US);
        advance(2_000);
        int before = told.hints.size();
        save();
        control = control(new ThresholdLaw("other"));
        add(2_025, CLEAR_US);
        advance(2_025);

        Told.Hint next = told.hints.get(before);
        assertThat(next.pacing().law()).isEqualTo("other/1");
        assertThat(next.atMs()).isEqualTo(2_025);
        assertThat(next.pacing().decision().why()).isEqualTo("step 1");
        assertThat(next.pacing().seq()).as("numbers go on").isGreaterThan(10);
    }

    @Test
    void aPathThatIsForgottenIsWithdrawn() {
        add(1_025, CLEAR_US, gauges(A, 0, 0));
        add(1_025, CLEAR_US, gauges(PREFIX, 0, 0));
        add(1_025, CLEAR_US, gauges(SITE, 0, 0));
        advance(61_000);
        assertThat(told.withdrawn).isEmpty();
        advance(61_200);

        assertThat(told.withdrawn).containsExactlyInAnyOrder(CLIENT, PREFIX.kafkaKey());
        assertThat(told.sites.get(told.sites.size() - 1).kind())
                .as("another one withdraws the site")
                .isEqualTo(ReadingKind.EXPIRED);
        assertThat(group.isEmpty()).isTrue();
    }

    @Test
    void anAlarmOfAPathNeverSeenBeforeKeepsWhatTheLawLearnt() {
        roller.add(group, pane(1_050, QUEUE_US, gauges(A, 1, 1)).alarm(1_040), control);
        assertThat(told.hints.get(0).pacing().decision().why()).isEqualTo("step 1");
        save();
        add(1_050, CLEAR_US);
        advance(1_100);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_040L, 1_050L);
        assertThat(told.hints.get(1).pacing().decision().why()).isEqualTo("step 2");
        assertThat(told.hints.get(1).pacing().seq()).isEqualTo(2);
    }

    /** Four of five clients see a queue from 2 s on. */
    @Test
    void thePrefixAndTheSiteFollowTheirClients() {
        for (long endMs = 1_025; endMs <= 5_000; endMs += 25) {
            add(endMs, CLEAR_US, gauges(PREFIX, 5, 5));
            add(endMs, CLEAR_US, gauges(SITE, 5, 5));
            for (int i = 0; i < 5; i++) {
                PathName client = Panes.client("203.0.113." + i);
                add(endMs, endMs > 2_000 && i < 4 ? QUEUE_US : CLEAR_US, gauges(client, 1, 1));
            }
        }
        advance(5_000);

        List<Told.Hint> prefix = told.hints.stream()
                .filter(hint -> hint.path().equals(PREFIX.kafkaKey()))
                .toList();
        assertThat(prefix).extracting(hint -> hint.pacing().decision().state()).endsWith(PathCondition.CONGESTED);
        assertThat(prefix.get(prefix.size() - 1).pacing().decision().why())
                .isEqualTo("4 of 5 active clients are congested");
        assertThat(told.hints).extracting(Told.Hint::path).doesNotContain("site/host");
        assertThat(told.sites).extracting(row -> row.signals().nowMs()).contains(1_025L, 2_025L, 3_025L, 4_025L);
        assertThat(told.clients)
                .contains(
                        new SiteClients(Tenant.NONE, "host", 0, 5, 0, 1_200),
                        new SiteClients(Tenant.NONE, "host", 0, 5, 4, 2_200))
                .extracting(SiteClients::atMs)
                .as("after changes, and every 666 ms")
                .containsExactly(1_200L, 2_000L, 2_200L, 3_000L, 3_800L, 4_600L);
    }

    @Test
    void rowsCannotBeMoreSeldomOnABusyPath() {
        assertThatThrownBy(() -> new RowConfig(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("calm row interval is PT1S, expected at least the row interval, PT2S");
        assertThatThrownBy(() -> new RowConfig(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
                .hasMessage("row interval is PT-1S, expected 0 or more");
    }

    /** In the last quarter of a third of its life, so that paths do not speak all at once. */
    private void assertRepeated(long leastMs, long mostMs) {
        List<Long> hints = told.hintsOf(CLIENT);
        assertThat(hints).startsWith(1_025L).hasSizeBetween(4, 5);
        for (int i = 1; i < hints.size(); i++) {
            assertThat(hints.get(i) - hints.get(i - 1)).isBetween(leastMs, mostMs);
        }
    }

    // ---- the means ------------------------------------------------------------------------------

    private PathControl control(PacingLaw law) {
        Scorer scorer = reading -> {
            scoredAt.add(reading.signals().nowMs());
            return PathScore.NONE;
        };
        return new PathControl(path -> law, LIFETIME, RowConfig.DEFAULT, scorer, told);
    }

    private static PathGauges gauges(PathName path, int streams, int inFlight) {
        return Panes.gauges(path, streams, streams, 0, inFlight);
    }

    /** A pane every 25 ms. */
    private void busy(long fromMs, long toMs, int rttUs) {
        for (long endMs = fromMs; endMs <= toMs; endMs += 25) {
            add(endMs, rttUs);
        }
    }

    private void add(long endMs, int rttUs) {
        add(endMs, rttUs, gauges(A, 1, 1));
    }

    private void add(long endMs, int rttUs, PathGauges gauges) {
        roller.add(group, pane(endMs, rttUs, gauges).finished(), control);
    }

    private static Panes pane(long endMs, int rttUs, PathGauges gauges) {
        return new Panes("host", endMs)
                .events(
                        gauges,
                        new Feed("host")
                                .seen(endMs - 15, A.key(), 1, EventKind.RTT)
                                .rtt(1, rttUs, rttUs, rttUs, 0, true)
                                .progress(255, 1, 0, 0));
    }

    private void advance(long nowMs) {
        for (long wakeMs = roller.wakeMs(group); wakeMs <= nowMs; wakeMs = roller.wakeMs(group)) {
            roller.wake(group, wakeMs, control);
        }
    }

    private void save() {
        group = GroupCodec.decode(GroupCodec.encode(group));
    }
}
