package dev.tokenflow.simulator.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.client.pacer.StreamPacer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs answers in virtual time at 50 tokens a second: the first token is due at 20 ms, the next every 20 ms. */
class StreamPacerTest {
    private static final double FULL_RATE = 50;
    private static final long MS = 1_000_000;

    private record Chunk(long atNs, int tokens) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @Test
    void unpacedWritesEveryTokenAloneWhenItIsDue() {
        assertThat(run(SendPolicy.unpaced(), 3)).containsExactly(chunk(20, 1), chunk(40, 1), chunk(60, 1));
    }

    @Test
    void unpacedMergesOnlyAfterTheTransportWasFull() {
        StreamPacer pacer = SendPolicy.unpaced().pacer(FULL_RATE, 0);
        assertThat(pacer.poll(100 * MS, 5, false, false)).isZero();
        assertThat(pacer.waitsForWritable()).isTrue();
        assertThat(pacer.poll(140 * MS, 7, false, true)).isEqualTo(7);
        // A late timer is no full transport: two deltas stay two chunks.
        assertThat(pacer.poll(180 * MS, 9, false, true)).isEqualTo(1);
        assertThat(pacer.poll(180 * MS, 9, false, true)).isEqualTo(1);
        assertThat(pacer.poll(180 * MS, 9, false, true)).isZero();
    }

    @Test
    void selfclockedMergesWhateverIsDue() {
        StreamPacer pacer = SendPolicy.selfClocked().pacer(FULL_RATE, 0);
        assertThat(pacer.poll(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.poll(80 * MS, 4, false, true)).isEqualTo(3);
        assertThat(pacer.poll(100 * MS, 5, false, false)).isZero();
        assertThat(pacer.poll(200 * MS, 10, false, true)).isEqualTo(6);
    }

    @Test
    void aChunkOfFourLeavesWhenItsLastTokenIsDueAndTheEndFlushes() {
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

    @Test
    void aRateAtTheFullRateNeverDelaysABacklog() {
        StreamPacer pacer = SendPolicy.constant(FULL_RATE, 1).pacer(FULL_RATE, 0);
        assertThat(pacer.poll(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.poll(1000 * MS, 50, false, true)).isEqualTo(49);
    }

    @Test
    void whatBecameDueWhileTheTransportWasFullLeavesAsOneChunk() {
        StreamPacer pacer = SendPolicy.constant(20, 2).pacer(FULL_RATE, 0);
        assertThat(pacer.poll(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.poll(60 * MS, 3, false, false)).isZero();
        // 1 s later 20 tokens are allowed, and what was earned before.
        assertThat(pacer.poll(1060 * MS, 53, false, true)).isBetween(20, 22);
    }

    @Test
    void aPaceTakesEffectAtOnce() {
        StreamPacer pacer = SendPolicy.hinted().pacer(FULL_RATE, 0);
        assertThat(pacer.poll(20 * MS, 1, false, true)).isEqualTo(1);
        pacer.pace(new Pace(Double.NaN, 8), 30 * MS);
        assertThat(pacer.poll(40 * MS, 2, false, true)).isZero();
        assertThat(pacer.tokensAwaited()).isEqualTo(9);
        pacer.pace(Pace.UNLIMITED, 50 * MS);
        assertThat(pacer.poll(50 * MS, 2, false, true)).isEqualTo(1);
    }

    @Test
    void aPartialChunkLeavesWhenTheGeneratorStumbles() {
        StreamPacer pacer = SendPolicy.constant(Double.NaN, 4).pacer(FULL_RATE, 0);
        assertThat(pacer.poll(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.poll(40 * MS, 3, false, true)).isZero();
        assertThat(pacer.wakeAtNs()).isEqualTo(140 * MS);
        assertThat(pacer.poll(140 * MS, 3, false, true)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.1, 2.2, 3.5, 4, 7.25, 16.9})
    void theMeanChunkIsExact(double tokensPerChunk) {
        int tokens = 20_000;
        List<Chunk> chunks = run(SendPolicy.constant(Double.NaN, tokensPerChunk), tokens);
        // Without the first token, which leaves alone, and the flushed rest.
        double mean = (tokens - 1.0 - chunks.getLast().tokens()) / (chunks.size() - 2);
        assertThat(mean).isCloseTo(tokensPerChunk, within(2 * tokensPerChunk / chunks.size()));
        assertThat(chunks.subList(1, chunks.size() - 1))
                .allMatch(chunk -> Math.abs(chunk.tokens() - tokensPerChunk) < 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {8, 13.7, 25, 49})
    void theMeanRateIsExactDespiteLateTimers(double rate) {
        Random random = new Random(7);
        PacedAnswer answer = new PacedAnswer(new Generation(0, FULL_RATE, 5_000), SendPolicy.constant(rate, 3));
        long nowNs = 0;
        while (nowNs < 60_000 * MS) {
            while (answer.poll(nowNs, true) > 0) {}
            nowNs = answer.wakeAtNs() + random.nextInt(5_000_000);
        }
        assertThat(answer.sent() / (nowNs / 1e9)).isCloseTo(rate, within(0.01 * rate));
    }

    /** Random paces, a transport that comes and goes, late timers: every rule holds at every step. */
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
                answer.pace(randomPace(random), nowNs);
                allowance += answer.pace().tokensPerChunk() + 2;
            }
            boolean writable = random.nextInt(4) != 0;
            int chunk = answer.poll(nowNs, writable);
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
            long nextNs = wakeNs == StreamPacer.NEVER ? nowNs + 10 * MS : wakeNs;
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

    /** The chunks of an answer over a transport that always takes data, with exact timers. */
    private static List<Chunk> run(SendPolicy policy, int tokens) {
        PacedAnswer answer = new PacedAnswer(new Generation(0, FULL_RATE, tokens), policy);
        List<Chunk> chunks = new ArrayList<>();
        long nowNs = 0;
        while (!answer.finished()) {
            int chunk = answer.poll(nowNs, true);
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
