package dev.tokenflow.simulator.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.simulator.sender.Generation;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
    private static final long SECOND = 1_000_000_000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demandIsFullFromTheFirstHalfSecondToTheEnd(long seed) {
        Workload workload = new Workload(30, 400, 50, 65 * SECOND, seed);
        List<Workload.Ask> asks = workload.asks();
        assertThat(asks).isSortedAccordingTo((a, b) -> Long.compare(a.afterNs(), b.afterNs()));
        for (long atNs = SECOND / 2; atNs < 65 * SECOND; atNs += SECOND / 7) {
            // A slot rests at most for the token that did not fit before its next answer.
            assertThat(busy(asks, atNs)).as("streams at %s ns", atNs).isBetween(28L, 30L);
        }
        long tokens = asks.stream().mapToLong(Workload.Ask::tokens).sum();
        assertThat((double) tokens).isCloseTo(30 * 50 * 65, within(30 * 50 * 0.5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAnswerIsGeneratedWithinTheRun(long seed) {
        for (Workload.Ask ask : new Workload(7, 90, 33, 20 * SECOND, seed).asks()) {
            assertThat(ask.tokens()).isBetween(1, 90);
            assertThat(new Generation(ask.afterNs(), 33, ask.tokens()).dueNs(ask.tokens()))
                    .isLessThanOrEqualTo(20 * SECOND);
        }
    }

    @Test
    void aSeedIsASchedule() {
        assertThat(new Workload(5, 50, 50, SECOND, 3).asks()).isEqualTo(new Workload(5, 50, 50, SECOND, 3).asks());
        assertThat(new Workload(5, 50, 50, SECOND, 3).asks()).isNotEqualTo(new Workload(5, 50, 50, SECOND, 4).asks());
    }

    private static long busy(List<Workload.Ask> asks, long atNs) {
        return asks.stream()
                .filter(ask -> {
                    Generation generation = new Generation(ask.afterNs(), 50, ask.tokens());
                    return ask.afterNs() <= atNs && atNs < generation.dueNs(ask.tokens());
                })
                .count();
    }
}
