package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnginePaceTest {
    private static final long MS = 1_000_000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @Test
    void aSteadyModelIsAnEvenGeneration() {
        assertThat(EnginePace.STEADY.schedule(5, 50, 9, 1000, 3)).isEqualTo(new Generation(5, 50, 9));
    }

    @Test
    void prefillDelaysEveryToken() {
        TokenSchedule schedule = new EnginePace(300 * MS, 2 * MS, 1, 1, 0).schedule(0, 50, 10, 25, 1);
        assertThat(schedule.dueNs(1)).isEqualTo(370 * MS);
        assertThat(schedule.dueNs(10)).isEqualTo(550 * MS);
        assertThat(schedule.generatedBy(369 * MS)).isZero();
        assertThat(schedule.generatedBy(550 * MS)).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deltasKeepTheirBoundsAndTimesNeverGoBack(long seed) {
        Random random = new Random(seed);
        int least = 1 + random.nextInt(60);
        int most = least + random.nextInt(60);
        int tokens = 1 + random.nextInt(2000);
        EnginePace pace = new EnginePace(random.nextInt(100) * MS, 0, least, most, random.nextDouble());
        TokenSchedule schedule = pace.schedule(1000, 50, tokens, 1, seed);
        int size = 0;
        for (int token = 1; token <= tokens; token++) {
            size++;
            if (token > 1) {
                assertThat(schedule.dueNs(token)).isGreaterThanOrEqualTo(schedule.dueNs(token - 1));
            }
            if (schedule.endsDelta(token)) {
                assertThat(size).isLessThanOrEqualTo(most);
                assertThat(size >= least || token == tokens).isTrue();
                assertThat(schedule.generatedBy(schedule.dueNs(token))).isGreaterThanOrEqualTo(token);
                assertThat(schedule.generatedBy(schedule.dueNs(token) - 1)).isLessThan(token);
                size = 0;
            } else {
                assertThat(schedule.dueNs(token)).isEqualTo(schedule.dueNs(token + 1));
            }
        }
        assertThat(size).isZero();
        assertThat(schedule.generatedBy(Long.MAX_VALUE / 4)).isEqualTo(tokens);
    }

    @Test
    void anUnpacedSenderSendsWhatTheModelHandsOutTogether() {
        TokenSchedule schedule = new EnginePace(0, 0, 5, 5, 0).schedule(0, 50, 12, 1, 1);
        PacedAnswer answer = new PacedAnswer(schedule, SendPolicy.unpaced());
        assertThat(answer.tokensToSend(99 * MS, true)).isZero();
        assertThat(answer.wakeAtNs()).isEqualTo(100 * MS);
        assertThat(answer.tokensToSend(200 * MS, true)).isEqualTo(5);
        assertThat(answer.tokensToSend(200 * MS, true)).isEqualTo(5);
        assertThat(answer.tokensToSend(200 * MS, true)).isZero();
        assertThat(answer.tokensToSend(240 * MS, true)).isEqualTo(2);
        assertThat(answer.finished()).isTrue();
    }
}
