package dev.tokenflow.core.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RttHistogramTest {
    private static final double[] SHARES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1};
    private static final int[] EXTREMES = {0, 1, 63, 64, Integer.MAX_VALUE};

    /** How samples are spread. */
    enum Spread {
        /** One path: log-normal around 40 ms. */
        LOG_NORMAL {
            @Override
            int sample(Random random) {
                return (int) (40_000 * Math.exp(0.5 * random.nextGaussian()));
            }
        },
        /** A queue that comes and goes: 40 ms or 1 s. */
        TWO_HUMPS {
            @Override
            int sample(Random random) {
                return (random.nextBoolean() ? 40_000 : 1_000_000) + random.nextInt(2_000);
            }
        },
        /** A local network: buckets of one value, and the first that hold more. */
        SMALL {
            @Override
            int sample(Random random) {
                return random.nextInt(300);
            }
        },
        /** Every order of magnitude alike. */
        LOG_UNIFORM {
            @Override
            int sample(Random random) {
                return (int) Math.exp(random.nextDouble() * Math.log(Integer.MAX_VALUE));
            }
        },
        UNIFORM {
            @Override
            int sample(Random random) {
                return random.nextInt(Integer.MAX_VALUE);
            }
        },
        EXTREME {
            @Override
            int sample(Random random) {
                return EXTREMES[random.nextInt(EXTREMES.length)];
            }
        },
        CONSTANT {
            @Override
            int sample(Random random) {
                return 123_457;
            }
        };

        abstract int sample(Random random);

        int[] samples(long seed, int count) {
            Random random = new Random(seed);
            return IntStream.generate(() -> sample(random)).limit(count).toArray();
        }
    }

    record Case(Spread spread, long seed) {}

    static Case[] cases() {
        return Arrays.stream(Spread.values())
                .flatMap(spread -> IntStream.rangeClosed(1, 5).mapToObj(seed -> new Case(spread, seed)))
                .toArray(Case[]::new);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void quantilesAreWithinOneIn128OfNearestRank(Case of) {
        for (int count : new int[] {1, 2, 19, 20, 21, 500, 5_000}) {
            int[] samples = of.spread.samples(of.seed, count);
            RttHistogram rtt = histogram(samples);
            int[] sorted = sorted(samples);

            assertThat(rtt.count()).isEqualTo(count);
            for (double share : SHARES) {
                int exact = nearestRank(sorted, share);
                assertThat((double) rtt.quantileUs(share))
                        .as("share %s of %d", share, count)
                        .isCloseTo(exact, within(exact * RttHistogram.MAX_RELATIVE_ERROR));
            }
        }
    }

    @Test
    void quantilesOfFewSamplesAreTheSamplesByNearestRank() {
        RttHistogram rtt = histogram(50, 10, 40, 20, 30);

        assertThat(rtt.quantileUs(0.2)).isEqualTo(10);
        assertThat(rtt.quantileUs(0.21)).isEqualTo(20);
        assertThat(rtt.quantileUs(0.5)).isEqualTo(30);
        assertThat(rtt.quantileUs(0.8)).isEqualTo(40);
        assertThat(rtt.quantileUs(0.81)).isEqualTo(50);
        assertThat(rtt.quantileUs(0)).isEqualTo(10);
        assertThat(rtt.quantileUs(1)).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 127, Integer.MAX_VALUE})
    void aSingleSampleIsEveryQuantile(int us) {
        RttHistogram rtt = histogram(us);

        for (double share : SHARES) {
            assertThat((double) rtt.quantileUs(share)).isCloseTo(us, within(us / 128.0));
        }
    }

    @ParameterizedTest
    @EnumSource(Spread.class)
    void whatIsSubtractedLeavesNoTrace(Spread spread) {
        int[] staying = spread.samples(1, 700);
        int[] leaving = Spread.LOG_UNIFORM.samples(2, 900);
        RttHistogram expected = histogram(staying);
        RttHistogram rtt = new RttHistogram();
        for (int i = 0; i < leaving.length; i++) {
            rtt.add(leaving[i]);
            if (i < staying.length) {
                rtt.add(staying[i]);
            }
        }
        assertThat(rtt.count()).isEqualTo(1_600);
        for (int us : leaving) {
            rtt.subtract(us);
        }

        assertSameAnswers(rtt, expected);
    }

    /**
     * A window over panes: what comes is added, what leaves is subtracted, and after every step it is as if it had just
     * been made.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void aRollingWindowEqualsOneMadeAnew(Case of) {
        int[][] panes = new int[60][];
        Random random = new Random(of.seed);
        for (int i = 0; i < panes.length; i++) {
            panes[i] = of.spread.samples(random.nextLong(), random.nextInt(80));
        }
        RttHistogram window = new RttHistogram();
        for (int i = 0; i < panes.length; i++) {
            window.add(histogram(panes[i]));
            if (i >= 10) {
                window.subtract(histogram(panes[i - 10]));
            }
            int[] inside = Arrays.stream(panes, Math.max(0, i - 9), i + 1)
                    .flatMapToInt(Arrays::stream)
                    .toArray();
            assertSameAnswers(window, histogram(inside));
        }
    }

    @Test
    void addingAnotherLeavesItAsItWas() {
        RttHistogram other = histogram(Spread.LOG_NORMAL.samples(3, 100));
        RttHistogram rtt = new RttHistogram();
        rtt.add(other);
        rtt.add(5);

        assertSameAnswers(other, histogram(Spread.LOG_NORMAL.samples(3, 100)));
        assertThat(rtt.count()).isEqualTo(101);
    }

    @Test
    void addingItselfDoubles() {
        RttHistogram rtt = histogram(10, 20, 20, 50_000);
        rtt.add(rtt);

        assertSameAnswers(rtt, histogram(10, 10, 20, 20, 20, 20, 50_000, 50_000));
    }

    @Test
    void addingOrSubtractingAnEmptyOneChangesNothing() {
        RttHistogram cleared = histogram(7, Integer.MAX_VALUE);
        cleared.clear();
        RttHistogram rtt = histogram(40_000);
        long bytes = rtt.bytes();
        rtt.add(new RttHistogram());
        rtt.subtract(new RttHistogram());
        rtt.add(cleared);
        rtt.subtract(cleared);

        assertSameAnswers(rtt, histogram(40_000));
        assertThat(rtt.bytes()).isEqualTo(bytes);
    }

    /** By single samples and by whole histograms; downwards, upwards, and both at once. */
    @ParameterizedTest
    @EnumSource(Growth.class)
    void theRangeGrowsBothWaysAndKeepsWhatItHas(Growth growth) {
        RttHistogram one = new RttHistogram();
        RttHistogram whole = new RttHistogram();
        int[] samples = IntStream.range(0, 32).map(growth::sampleAt).toArray();
        for (int i = 0; i < samples.length; i++) {
            one.add(samples[i]);
            whole.add(histogram(samples[i]));
            int[] soFar = sorted(Arrays.copyOf(samples, i + 1));
            for (RttHistogram rtt : new RttHistogram[] {one, whole}) {
                for (int rank = 1; rank <= soFar.length; rank++) {
                    assertThat(rtt.quantileUs((rank - 0.5) / soFar.length)).isEqualTo(middle(soFar[rank - 1]));
                }
            }
        }
    }

    /** An order in which all of 0, 1, 3, 7 … 2^31 - 1 come. */
    enum Growth {
        UP {
            @Override
            int bits(int i) {
                return i;
            }
        },
        DOWN {
            @Override
            int bits(int i) {
                return 31 - i;
            }
        },
        BOTH {
            @Override
            int bits(int i) {
                return i % 2 == 0 ? 15 - i / 2 : 16 + i / 2;
            }
        };

        abstract int bits(int i);

        int sampleAt(int i) {
            return (int) ((1L << bits(i)) - 1);
        }
    }

    @Test
    void holdsOnlyTheRangeThatWasTouched() {
        RttHistogram onePath = histogram(Spread.LOG_NORMAL.samples(1, 3_000));
        RttHistogram everything = histogram(EXTREMES);

        assertThat(new RttHistogram().bytes()).isEqualTo(32);
        assertThat(onePath.bytes()).isLessThan(2_500);
        assertThat(everything.bytes()).isEqualTo(32 + 32 + 4 * (RttBuckets.COUNT + RttBuckets.COUNT / 16));
    }

    @Test
    void aClearedOneIsLikeNewButKeepsItsMemory() {
        RttHistogram rtt = histogram(Spread.LOG_NORMAL.samples(9, 500));
        long bytes = rtt.bytes();
        rtt.clear();

        assertThat(rtt.count()).isZero();
        assertThat(rtt.bytes()).isEqualTo(bytes);
        assertThatThrownBy(() -> rtt.quantileUs(0.5)).isInstanceOf(IllegalStateException.class);

        rtt.add(40_000);
        assertSameAnswers(rtt, histogram(40_000));
    }

    @Test
    void anEmptyOneHasNoQuantile() {
        RttHistogram never = new RttHistogram();
        RttHistogram noMore = histogram(40_000);
        noMore.subtract(40_000);

        for (RttHistogram empty : new RttHistogram[] {never, noMore}) {
            assertThat(empty.count()).isZero();
            assertThatThrownBy(() -> empty.quantileUs(0.95))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no samples");
        }
    }

    private static RttHistogram histogram(int... samples) {
        RttHistogram rtt = new RttHistogram();
        for (int us : samples) {
            rtt.add(us);
        }
        return rtt;
    }

    private static void assertSameAnswers(RttHistogram rtt, RttHistogram expected) {
        assertThat(rtt.count()).isEqualTo(expected.count());
        if (expected.count() == 0) {
            return;
        }
        for (double share : SHARES) {
            assertThat(rtt.quantileUs(share)).as("share %s", share).isEqualTo(expected.quantileUs(share));
        }
    }

    private static int middle(int us) {
        return RttBuckets.middleUs(RttBuckets.of(us));
    }

    private static int nearestRank(int[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static int[] sorted(int[] samples) {
        int[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
