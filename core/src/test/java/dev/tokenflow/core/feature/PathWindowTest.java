package dev.tokenflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PathSignals;
import dev.tokenflow.core.pacing.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathWindowTest {
    private static final WindowConfig CONFIG = WindowConfig.DEFAULT;
    private static final SocketGauges GAUGES = new SocketGauges(3, 4, 500, 6);

    @Test
    void nothingSeenIsUnknownNotZero() {
        PathFeatures features = features(PathWindow.EMPTY.advance(10_000, CONFIG));
        PathSignals signals = PathWindow.EMPTY.advance(10_000, CONFIG).signals(CONFIG, 52);

        assertThat(features.count()).isZero();
        assertThat(features.p95RttMs()).isNaN();
        assertThat(features.retransmitRate()).isNaN();
        assertThat(features.oldestEventMs()).isNaN();
        assertThat(signals.samples()).isZero();
        assertThat(signals.sampleAgeMs()).isGreaterThan(1_000_000);
        assertThat(signals.baselineRttMs()).isNaN();
    }

    /** 10 ms, 20 ms, … 40 ms in panes ending at 100, 200, 300, 400; one segment of 1000 bytes each. */
    @Test
    void theLawSeesItsHorizonAndTheReportItsWindow() {
        PathWindow window = PathWindow.EMPTY;
        for (int i = 1; i <= 4; i++) {
            window = window.add(pane("a/0", i * 100L, i * 10_000));
        }
        window = window.advance(400, CONFIG);
        PathSignals signals = window.signals(CONFIG, 52);
        PathFeatures features = features(window);

        assertThat(signals.samples()).isEqualTo(3);
        assertThat(signals.rttP50Ms()).isEqualTo(30);
        assertThat(signals.newestRttMs()).isEqualTo(40);
        assertThat(signals.baselineRttMs()).isEqualTo(10);
        assertThat(signals.goodput()).isEqualTo(3 * 1052 / 0.3);
        assertThat(signals.newestGoodput()).isEqualTo(1052 / 0.1);
        assertThat(signals.sampleAgeMs()).isEqualTo(50);
        assertThat(signals.segments()).isEqualTo(4 * 3);
        assertThat(signals.retransmits()).isEqualTo(4 * 2);
        assertThat(signals.activeStreams()).isEqualTo(3);
        assertThat(signals.inFlight()).isEqualTo(6);
        assertThat(features.count()).isEqualTo(4);
        assertThat(features.meanRttMs()).isEqualTo(25);
        assertThat(features.p95RttMs()).isEqualTo(40);
        assertThat(features.retransmitRate()).isEqualTo(8 / 12.0);
        assertThat(features.goodput()).isEqualTo(4 * 1000 / 10.0);
        assertThat(features.appLimitedShare()).isEqualTo(1);
        assertThat(features.rttVariationMs()).isEqualTo(2);
        assertThat(features.oldestEventMs()).isEqualTo(20);
    }

    @Test
    void anEventIsNewOnlyOnce() {
        PathWindow window = PathWindow.EMPTY.add(pane("a/0", 100, 10_000)).advance(200, CONFIG);

        assertThat(features(window.reported()).oldestEventMs()).isNaN();
        PathWindow later = window.reported().add(pane("a/0", 300, 10_000)).advance(400, CONFIG);
        assertThat(features(later).oldestEventMs()).isEqualTo(220);
    }

    @Test
    void aPaneWaitsUntilTheWindowHasReachedItsEnd() {
        PathWindow window = PathWindow.EMPTY
                .add(pane("a/0", 300, 10_000))
                .add(pane("a/0", 200, 20_000))
                .advance(200, CONFIG);

        assertThat(features(window).count()).isEqualTo(1);
        assertThat(features(window).minRttMs()).isEqualTo(20);
        assertThat(features(window.advance(400, CONFIG)).count()).isEqualTo(2);
    }

    @Test
    void everySpanForgetsInItsOwnTime() {
        PathWindow window = PathWindow.EMPTY.add(pane("a/0", 1_000, 10_000)).advance(1_000, CONFIG);

        assertThat(features(window.advance(10_900, CONFIG)).count()).isEqualTo(1);
        assertThat(features(window.advance(11_000, CONFIG)).count()).isZero();
        assertThat(features(window.advance(60_900, CONFIG)).longMeanRttMs()).isEqualTo(10);
        assertThat(features(window.advance(61_000, CONFIG)).longMeanRttMs()).isNaN();
        assertThat(features(window.advance(609_900, CONFIG)).baselineRttMs()).isEqualTo(10);
        assertThat(features(window.advance(610_000, CONFIG)).baselineRttMs()).isNaN();
    }

    @Test
    void gaugesAreTheLatestOfEverySourceTogether() {
        PathWindow window = PathWindow.EMPTY
                .add(pane("a/0", 100, 10_000))
                .add(pane("b/0", 100, 10_000))
                .advance(200, CONFIG);
        assertThat(window.sockets()).isEqualTo(GAUGES.plus(GAUGES));

        Pane closed = new PaneFold("b/0", "b", 300).nothingLeft(Scope.CLIENT, "c");
        window = window.add(closed).advance(400, CONFIG);
        assertThat(window.sockets()).isEqualTo(GAUGES);
        assertThat(features(window).count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderOfPanesDoesNotMatter(long seed) {
        Random random = new Random(seed);
        List<Pane> panes = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            panes.add(pane("a/0", i * 100L, 1 + random.nextInt(200_000)));
            panes.add(pane("b/0", i * 100L, 1 + random.nextInt(200_000)));
        }
        String sorted = roll(panes);

        Collections.shuffle(panes, random);
        assertThat(roll(panes)).isEqualTo(sorted);
    }

    /** Against sums over all panes, with a window that has gone through its ring several times. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsSumsOverAllPanes(long seed) {
        Random random = new Random(seed);
        PathWindow window = PathWindow.EMPTY;
        List<Pane> seen = new ArrayList<>();
        for (long nowMs = 200; nowMs <= 30_000; nowMs += 200) {
            if (random.nextInt(3) > 0) {
                Pane pane = pane("a/0", nowMs - 100L * random.nextInt(2), 1 + random.nextInt(200_000));
                seen.add(pane);
                window = window.add(pane);
            }
            window = window.advance(nowMs, CONFIG);
            long fromMs = nowMs - 10_000;
            double[] rttsMs = seen.stream()
                    .filter(p -> p.endMs() > fromMs)
                    .mapToDouble(p -> p.rtt().maxUs() / 1e3)
                    .sorted()
                    .toArray();
            PathFeatures features = features(window);
            assertThat(features.count()).isEqualTo(rttsMs.length);
            if (rttsMs.length > 0) {
                assertThat(features.p50RttMs()).isEqualTo(rttsMs[(int) Math.ceil(rttsMs.length / 2.0) - 1]);
                assertThat(features.maxRttMs()).isEqualTo(rttsMs[rttsMs.length - 1]);
            }
            assertThat(features.goodput()).isEqualTo(rttsMs.length * 1000 / 10.0);
        }
    }

    private static String roll(List<Pane> panes) {
        PathWindow window = PathWindow.EMPTY;
        for (Pane pane : panes) {
            window = window.add(pane);
        }
        StringBuilder all = new StringBuilder();
        for (long nowMs = 200; nowMs <= 22_000; nowMs += 200) {
            window = window.advance(nowMs, CONFIG);
            all.append(features(window)).append(window.signals(CONFIG, 52)).append(Arrays.toString(window.gauges()));
        }
        return all.toString();
    }

    private static PathFeatures features(PathWindow window) {
        return window.features(Scope.CLIENT, "c", CONFIG, false);
    }

    /** One sample in the middle of its slot and one event 80 ms before the slot's end; 1 segment delivered, 2 sent again. */
    private static Pane pane(String source, long endMs, int rttUs) {
        return new Pane(
                Scope.CLIENT,
                "c",
                source,
                endMs,
                new RttHistogram().add(rttUs).toSketch(),
                2_000,
                1_000,
                1,
                2,
                0,
                1,
                endMs - 50,
                (endMs - 80) * 1_000_000,
                GAUGES);
    }
}
