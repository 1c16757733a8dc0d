package dev.tokenflow.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.shard.Panes;
import dev.tokenflow.core.window.GroupCodec;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.RollMode;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.protocol.event.EventKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Paths take their steps when their shard has told of them, whatever event time says. */
class HurryTest {
    private static final LimitConfig ONE_GROUP = new LimitConfig(1, 1_000, 1_000);
    private static final PathName A = Panes.client("203.0.113.7");
    private static final String CLIENT = "client/203.0.113.7";
    private static final int CLEAR_US = 40_000;
    private static final int QUEUE_US = 300_000;

    private final WindowRoller roller =
            new WindowRoller(WindowConfig.DEFAULT, LifetimeConfig.DEFAULT, ONE_GROUP, 52, RollMode.ON_NEWS);
    private final Told told = new Told();
    private final PathControl control = new PathControl(
            path -> new ThresholdLaw(), LifetimeConfig.DEFAULT, RowConfig.OFTEN, reading -> PathScore.NONE, told);
    private PathGroup group = new PathGroup(0, 1, 25);

    @Test
    void aStepNeedsNoEventTime() {
        tell("a", 1_025, CLEAR_US);
        tell("a", 3_050, QUEUE_US);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L, 3_050L);
    }

    @Test
    void aBusyPathStepsWithTheFirstPaneAfterItsPause() {
        tell("a", 1_025, CLEAR_US);
        tell("a", 1_050, QUEUE_US);
        tell("a", 1_100, QUEUE_US);
        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L);
        tell("a", 1_150, QUEUE_US);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L, 1_150L);
        advance(1_150);
        assertThat(told.hintsOf(CLIENT)).as("and not once more").containsExactly(1_025L, 1_150L);
    }

    @Test
    void whenNothingFollowsEventTimeBringsTheStep() {
        tell("a", 1_025, CLEAR_US);
        tell("a", 1_050, QUEUE_US);
        advance(1_100);
        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L);
        advance(1_125);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L, 1_125L);
    }

    @Test
    void theSameAfterItWasSaved() {
        tell("a", 1_025, CLEAR_US);
        tell("a", 1_050, QUEUE_US);
        group = GroupCodec.decode(GroupCodec.encode(group));
        advance(1_200);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_025L, 1_125L);
    }

    @Test
    void aShardThatIsBehindAnotherIsHeardAtTheNextStep() {
        tell("a", 1_100, CLEAR_US);
        tell("b", 1_050, QUEUE_US);
        assertThat(told.hintsOf(CLIENT)).containsExactly(1_100L);
        tell("a", 1_200, QUEUE_US);

        assertThat(told.hintsOf(CLIENT)).containsExactly(1_100L, 1_200L);
    }

    /** A row belongs to the end of a slide, and tells of all that is known by then. */
    @Test
    void aRowIsOfTheNewestPaneWhenThatIsAheadOfEventTime() {
        for (long endMs = 1_025; endMs <= 2_025; endMs += 25) {
            tell("a", endMs, CLEAR_US);
        }
        advance(1_200);

        PathReading row = told.rows.get(0);
        assertThat(row.features().windowEndMs()).isEqualTo(2_025);
        assertThat(row.features().count()).isEqualTo(41);
        advance(2_400);
        assertThat(told.rowsOf(CLIENT)).doesNotHaveDuplicates().isSorted();
    }

    /** Steps are every 100 ms; a row is wanted every 200 ms, which is a slide. */
    @Test
    void aBusyPathHasARowAtEverySlide() {
        for (long endMs = 1_025; endMs <= 3_025; endMs += 25) {
            tell("a", endMs, CLEAR_US);
            advance(endMs - 20);
        }

        List<Long> slides = told.rows.stream()
                .map(row -> row.features().windowEndMs() / 200 * 200)
                .toList();
        assertThat(slides)
                .containsExactly(1_200L, 1_400L, 1_600L, 1_800L, 2_000L, 2_200L, 2_400L, 2_600L, 2_800L, 3_000L);
    }

    private void tell(String agent, long endMs, int rttUs) {
        Panes panes = new Panes(agent, endMs)
                .events(
                        Panes.gauges(A, 1, 1, 0, 1),
                        new Feed(agent)
                                .seen(endMs - 15, A.key(), 1, EventKind.RTT)
                                .rtt(1, rttUs, rttUs, rttUs, 0, true)
                                .progress(255, 1, 0, 0));
        roller.add(group, panes.finished(), control);
        roller.hurry(group, control);
    }

    private void advance(long nowMs) {
        for (long wakeMs = roller.wakeMs(group); wakeMs <= nowMs; wakeMs = roller.wakeMs(group)) {
            roller.wake(group, wakeMs, control);
        }
    }
}
