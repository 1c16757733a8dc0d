package dev.tokenflow.core.pane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RttBucketsTest {
    @Test
    void everyValueIsWithinOneIn128OfTheMiddleOfItsBucket() {
        values().forEach(value -> {
            int us = (int) value;
            int middle = RttBuckets.middleUs(RttBuckets.of(us));
            assertThat(Math.abs((double) middle - us)).as("%d us", us).isLessThanOrEqualTo(us / 128.0);
        });
    }

    @Test
    void valuesBelow128HaveABucketEach() {
        for (int us = 0; us < 128; us++) {
            assertThat(RttBuckets.of(us)).isEqualTo(us);
            assertThat(RttBuckets.middleUs(us)).isEqualTo(us);
        }
    }

    @Test
    void bucketsFollowOneAnotherFromZeroToTheLargestInt() {
        for (int bucket = 1; bucket < RttBuckets.COUNT; bucket++) {
            assertThat(RttBuckets.of(RttBuckets.middleUs(bucket))).isEqualTo(bucket);
            assertThat(RttBuckets.middleUs(bucket)).isGreaterThan(RttBuckets.middleUs(bucket - 1));
        }
        assertThat(RttBuckets.of(0)).isZero();
        assertThat(RttBuckets.of(Integer.MAX_VALUE)).isEqualTo(RttBuckets.COUNT - 1);
    }

    @Test
    void aLargerValueIsNeverInALowerBucket() {
        int[] buckets = values().mapToInt(value -> RttBuckets.of((int) value)).toArray();

        assertThat(buckets).isSorted();
    }

    /** Small values all, then a few hundred an octave, and every power of two with its neighbours; ascending. */
    private static LongStream values() {
        LongStream steps = LongStream.iterate(0, v -> v <= Integer.MAX_VALUE, v -> v < 300 ? v + 1 : v + v / 299);
        LongStream edges =
                LongStream.rangeClosed(9, 31).flatMap(i -> LongStream.of((1L << i) - 1, 1L << i, (1L << i) + 1));
        return LongStream.concat(steps, edges)
                .filter(value -> value <= Integer.MAX_VALUE)
                .sorted();
    }
}
