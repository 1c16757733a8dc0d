package dev.tokenflow.core.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SlidingExtremeTest {
    private record Sample(long position, int value) {}

    /**
     * Where positions start: zero, just before an int's sign changes, just before 32 bits are used up, and a time of
     * day in ms.
     */
    static Stream<Arguments> seedsAndStarts() {
        long[] starts = {0, (1L << 31) - 500, (1L << 32) - 500, 1_763_917_152_000L};
        return LongStream.rangeClosed(1, 5)
                .boxed()
                .flatMap(seed -> LongStream.of(starts).mapToObj(start -> Arguments.of(seed, start)));
    }

    @ParameterizedTest
    @MethodSource("seedsAndStarts")
    void equalsBruteForce(long seed, long start) {
        Random random = new Random(seed);
        SlidingExtreme least = SlidingExtreme.minimum();
        SlidingExtreme most = SlidingExtreme.maximum();
        Deque<Sample> inside = new ArrayDeque<>();
        int span = 1 + random.nextInt(100);
        long position = start;
        for (int step = 0; step < 3_000; step++) {
            position += random.nextInt(20) == 0
                    ? random.nextInt(2 * span)
                    : random.nextInt(3); // gaps, and several at one place
            if (random.nextInt(4) > 0) {
                int value = value(random, step);
                least.add(position, value);
                most.add(position, value);
                inside.addLast(new Sample(position, value));
            }
            long gone = position - span;
            least.expire(gone);
            most.expire(gone);
            inside.removeIf(sample -> sample.position <= gone);

            assertThat(least.isEmpty()).isEqualTo(inside.isEmpty());
            assertThat(most.isEmpty()).isEqualTo(inside.isEmpty());
            if (!inside.isEmpty()) {
                assertThat(least.value())
                        .isEqualTo(inside.stream().mapToInt(Sample::value).min().orElseThrow());
                assertThat(most.value())
                        .isEqualTo(inside.stream().mapToInt(Sample::value).max().orElseThrow());
            }
        }
    }

    /** Wide swings, ties, and long runs up and down: those fill one of the two to the brim. */
    private static int value(Random random, int step) {
        return switch (step / 200 % 4) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(5);
            case 2 -> step;
            default -> -step;
        };
    }

    @Test
    void keepsOnlyWhatMayStillBecomeTheExtreme() {
        SlidingExtreme least = SlidingExtreme.minimum();
        for (int i = 0; i < 1_000; i++) {
            least.add(i, 1_000 - i);
        }
        assertThat(least.size()).isEqualTo(1);

        least.add(1_000, 5);
        least.add(1_001, 3);
        least.add(1_002, 3);
        least.add(1_003, 4);
        assertThat(least.size()).isEqualTo(3);
        assertThat(least.valueAt(0)).isEqualTo(1);
        assertThat(least.positionAt(0)).isEqualTo(999);
        assertThat(least.valueAt(1)).isEqualTo(3);
        assertThat(least.positionAt(1))
                .as("the later of two equal ones stays longer")
                .isEqualTo(1_002);
        assertThat(least.valueAt(2)).isEqualTo(4);
        assertThat(least.positionAt(2)).isEqualTo(1_003);
    }

    @Test
    void expiresAtAPositionItselfAndTakesUpAgain() {
        SlidingExtreme most = SlidingExtreme.maximum();
        most.expire(100);
        most.add(100, 7);
        most.expire(99);
        assertThat(most.value()).isEqualTo(7);

        most.expire(100);
        assertThat(most.isEmpty()).isTrue();

        most.add(101, Integer.MIN_VALUE);
        assertThat(most.value()).isEqualTo(Integer.MIN_VALUE);
    }
}
