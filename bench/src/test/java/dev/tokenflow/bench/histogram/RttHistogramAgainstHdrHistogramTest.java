package dev.tokenflow.bench.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.RttHistogram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another implementation of nearest rank, ten times as fine, goes through the same adding and subtracting. */
class RttHistogramAgainstHdrHistogramTest {
    private static final double[] SHARES = {0.01, 0.05, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 1};
    private static final int PANES = 30;

    private final RttHistogram ours = new RttHistogram();
    private final Histogram theirs = fine();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesOnEveryStepOfARollingWindow(long seed) {
        Random random = new Random(seed);
        Deque<RttHistogram> ourPanes = new ArrayDeque<>();
        Deque<Histogram> theirPanes = new ArrayDeque<>();
        for (int step = 0; step < 200; step++) {
            RttHistogram ourPane = new RttHistogram();
            Histogram theirPane = fine();
            double levelUs = Math.exp(3 + 17 * random.nextDouble()); // 20 us to 8 minutes
            for (int i = random.nextInt(100); i > 0; i--) {
                int us = (int) Math.min(Integer.MAX_VALUE, levelUs * Math.exp(0.5 * random.nextGaussian()));
                ourPane.add(us);
                theirPane.recordValue(us);
            }
            ours.add(ourPane);
            theirs.add(theirPane);
            ourPanes.addLast(ourPane);
            theirPanes.addLast(theirPane);
            if (ourPanes.size() > PANES) {
                ours.subtract(ourPanes.removeFirst());
                theirs.subtract(theirPanes.removeFirst());
            }
            assertAgree();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void agreesOnSingleSamplesOverTheWholeRange(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int us = random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(31);
            ours.add(us);
            theirs.recordValue(us);
            assertAgree();
        }
    }

    /** Theirs is the upper end of an interval that has the exact answer in it. */
    private void assertAgree() {
        assertThat(ours.count()).isEqualTo(theirs.getTotalCount());
        if (ours.count() == 0) {
            return;
        }
        for (double share : SHARES) {
            long high = theirs.getValueAtPercentile(100 * share);
            long low = theirs.lowestEquivalentValue(high);
            assertThat((double) ours.quantileUs(share))
                    .as("share %s of %d", share, ours.count())
                    .isBetween(
                            low * (1 - RttHistogram.MAX_RELATIVE_ERROR), high * (1 + RttHistogram.MAX_RELATIVE_ERROR));
        }
    }

    private static Histogram fine() {
        return new Histogram(Integer.MAX_VALUE, 3);
    }
}
