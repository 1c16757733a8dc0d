package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.client.pacer.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends answers in virtual time at 50 tokens a second: the first token comes at 20 ms, the next every 20 ms. */
class PacedAnswerTest {
    private static final double FULL_RATE = 50;
    private static final long MS = 1_000_000;

    private record Chunk(long atNs, int tokens) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @Test
    void unpacedWritesEveryTokenAloneWhenItComes() {
        assertThat(run(SendPolicy.unpaced(), 3)).containsExactly(chunk(20, 1), chunk(40, 1), chunk(60, 1));
    }

    @Test
    void aChunkOfFourLeavesWhenItsLastTokenComesAndTheEndSendsTheRest() {
        assertThat(run(SendPolicy.constant(Double.NaN, 4), 11))
                .containsExactly(chunk(20, 1), chunk(100, 4), chunk(180, 4), chunk(220, 2));
    }

    @Test
    void aFractionalChunkAlternates() {
        assertThat(run(SendPolicy.constant(Double.NaN, 2.5), 11))
                .extracting(Chunk::tokens)
                .containsExactly(1, 2, 3, 2, 3);
    }

    @Test
    void aRateBelowTheFullRateSpacesTheChunks() {
        assertThat(run(SendPolicy.constant(10, 2), 7))
                .extracting(Chunk::atNs)
                .containsExactly(20 * MS, 200 * MS, 400 * MS, 600 * MS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {8, 13.7, 25, 49})
    void theMeanRateIsExactDespiteLateTimers(double rate) {
        Random random = new Random(7);
        PacedAnswer answer = new PacedAnswer(new Generation(0, FULL_RATE, 5_000), SendPolicy.constant(rate, 3));
        long nowNs = 0;
        while (nowNs < 60_000 * MS) {
            while (answer.tokensToSend(nowNs, true) > 0) {}
            nowNs = answer.wakeAtNs() + random.nextInt(5_000_000);
        }
        assertThat(answer.sent() / (nowNs / 1e9)).isCloseTo(rate, within(0.01 * rate));
    }

    /** Random paces, a connection that comes and goes, late timers: every rule holds at every step. */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsOrderCountAndBounds(long seed) {
        Random random = new Random(seed);
        SendPolicy policy = List.of(
                        SendPolicy.unpaced(),
                        SendPolicy.selfClocked(),
                        SendPolicy.constant(20, 3.3),
                        SendPolicy.hinted())
                .get(random.nextInt(4));
        int tokens = 1 + random.nextInt(300);
        Generation generation = new Generation(random.nextInt(), FULL_RATE, tokens);
        PacedAnswer answer = new PacedAnswer(generation, policy);
        long nowNs = generation.startNs();
        int sent = 0;
        double allowance = 2;
        for (int step = 0; !answer.finished(); step++) {
            assertThat(step).as("steps until the answer ends").isLessThan(20_000);
            if (policy.sender().obeysHints() && random.nextInt(10) == 0) {
                answer.obey(randomPace(random), nowNs);
                allowance += answer.pace().tokensPerChunk() + 2;
            }
            boolean writable = random.nextInt(4) != 0;
            int chunk = answer.tokensToSend(nowNs, writable);
            if (chunk > 0) {
                assertThat(writable).as("writes only when writable").isTrue();
                assertThat(chunk).isLessThanOrEqualTo(generation.generatedBy(nowNs) - sent);
                sent += chunk;
                assertThat(answer.sent()).isEqualTo(sent);
                continue;
            }
            if (writable && sent == 0) {
                assertThat(generation.generatedBy(nowNs))
                        .as("the first token never waits")
                        .isZero();
            }
            long wakeNs = answer.wakeAtNs();
            long nextNs = wakeNs == PacedAnswer.NEVER ? nowNs + 10 * MS : wakeNs;
            assertThat(nextNs).as("time advances").isGreaterThan(nowNs);
            if (policy.sender() == Sender.CONSTANT) {
                double elapsed = (nowNs - generation.startNs()) / 1e9;
                assertThat((double) sent).isLessThanOrEqualTo(elapsed * 20 + allowance + 5);
            }
            nowNs = nextNs + random.nextInt(3_000_000);
        }
        assertThat(sent).isEqualTo(tokens);
    }

    private static Pace randomPace(Random random) {
        double rate = random.nextInt(3) == 0 ? Double.NaN : 1 + random.nextDouble() * 80;
        return new Pace(rate, 1 + random.nextDouble() * 10);
    }

    private static Chunk chunk(long atMs, int tokens) {
        return new Chunk(atMs * MS, tokens);
    }

    /** The chunks of an answer over a connection that always takes data, with exact timers. */
    private static List<Chunk> run(SendPolicy policy, int tokens) {
        PacedAnswer answer = new PacedAnswer(new Generation(0, FULL_RATE, tokens), policy);
        List<Chunk> chunks = new ArrayList<>();
        long nowNs = 0;
        while (!answer.finished()) {
            int chunk = answer.tokensToSend(nowNs, true);
            if (chunk > 0) {
                chunks.add(new Chunk(nowNs, chunk));
            } else {
                assertThat(answer.wakeAtNs()).isGreaterThan(nowNs);
                nowNs = answer.wakeAtNs();
            }
        }
        return chunks;
    }
}
