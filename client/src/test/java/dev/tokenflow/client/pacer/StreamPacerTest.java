package dev.tokenflow.client.pacer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends streams in virtual time at 50 tokens a second: the first token comes at 20 ms, the next every 20 ms. */
class StreamPacerTest {
    private static final double FULL_RATE = 50;
    private static final long MS = 1_000_000;
    private static final long TOKEN_NS = 20 * MS;

    private record Chunk(long atNs, int tokens) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @Test
    void unpacedWritesEveryTokenAloneWhenItComes() {
        assertThat(run(StreamPacer.unpaced(FULL_RATE, 0), 3)).containsExactly(chunk(20, 1), chunk(40, 1), chunk(60, 1));
    }

    @Test
    void withoutAHintEveryTokenLeavesWhenItComes() {
        assertThat(run(new StreamPacer(FULL_RATE, 0), 3)).containsExactly(chunk(20, 1), chunk(40, 1), chunk(60, 1));
    }

    @Test
    void unpacedMergesOnlyAfterTheConnectionWasFull() {
        StreamPacer pacer = StreamPacer.unpaced(FULL_RATE, 0);
        assertThat(pacer.tokensToSend(100 * MS, 5, false, false)).isZero();
        assertThat(pacer.waitsForWritable()).isTrue();
        assertThat(pacer.waitNs()).isEqualTo(StreamPacer.FOREVER);
        assertThat(pacer.tokensToSend(140 * MS, 7, false, true)).isEqualTo(7);
        // A late timer is no full connection: two tokens stay two chunks.
        assertThat(pacer.tokensToSend(180 * MS, 2, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(180 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(180 * MS, 0, false, true)).isZero();
    }

    @Test
    void aSelfClockedSenderMergesWhateverWaits() {
        StreamPacer pacer = new StreamPacer(FULL_RATE, 0);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(80 * MS, 3, false, true)).isEqualTo(3);
        assertThat(pacer.tokensToSend(100 * MS, 1, false, false)).isZero();
        assertThat(pacer.tokensToSend(200 * MS, 6, false, true)).isEqualTo(6);
    }

    @Test
    void aChunkOfFourLeavesWhenItsLastTokenComesAndTheEndSendsTheRest() {
        assertThat(run(constant(Double.NaN, 4), 11))
                .containsExactly(chunk(20, 1), chunk(100, 4), chunk(180, 4), chunk(220, 2));
    }

    @Test
    void aFractionalChunkAlternates() {
        assertThat(run(constant(Double.NaN, 2.5), 11)).extracting(Chunk::tokens).containsExactly(1, 2, 3, 2, 3);
        assertThat(run(constant(Double.NaN, 2.75), 23))
                .extracting(Chunk::tokens)
                .containsExactly(1, 2, 3, 3, 3, 2, 3, 3, 3);
    }

    @Test
    void theNextChunkIsKnownBeforeItIsFull() {
        StreamPacer pacer = constant(Double.NaN, 2.75);
        List<Integer> chunks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chunks.add(pacer.nextChunk());
            assertThat(pacer.tokensToSend(i * 100L * MS, pacer.nextChunk(), false, true))
                    .isEqualTo(chunks.get(i));
        }
        assertThat(chunks).containsExactly(1, 2, 3, 3, 3, 2);
    }

    @Test
    void aRateBelowTheFullRateSpacesTheChunks() {
        assertThat(run(constant(10, 2), 7))
                .extracting(Chunk::atNs)
                .containsExactly(20 * MS, 200 * MS, 400 * MS, 600 * MS);
    }

    @Test
    void aRateAtTheFullRateNeverDelaysABacklog() {
        StreamPacer pacer = constant(FULL_RATE, 1);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(1000 * MS, 49, false, true)).isEqualTo(49);
    }

    @Test
    void whatCameWhileTheConnectionWasFullLeavesAsOneChunk() {
        StreamPacer pacer = constant(20, 2);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(60 * MS, 2, false, false)).isZero();
        // 1 s later 20 tokens are allowed, and what was earned before.
        assertThat(pacer.tokensToSend(1060 * MS, 52, false, true)).isBetween(20, 22);
    }

    @Test
    void aPaceTakesEffectAtOnce() {
        StreamPacer pacer = new StreamPacer(FULL_RATE, 0);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        pacer.obey(new Pace(Double.NaN, 8), 30 * MS);
        assertThat(pacer.tokensToSend(40 * MS, 1, false, true)).isZero();
        assertThat(pacer.nextChunk()).isEqualTo(8);
        pacer.obey(Hint.unpaced("203.0.113.7"), 50 * MS);
        assertThat(pacer.pace()).isEqualTo(Pace.UNLIMITED);
        assertThat(pacer.tokensToSend(50 * MS, 1, false, true)).isEqualTo(1);
    }

    @Test
    void aPartOfAChunkLeavesWhenTheGeneratorStumbles() {
        StreamPacer pacer = constant(Double.NaN, 4);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(40 * MS, 2, false, true)).isZero();
        assertThat(pacer.waitNs()).isEqualTo(100 * MS);
        assertThat(pacer.tokensToSend(140 * MS, 2, false, true)).isEqualTo(2);
    }

    @Test
    void theEndOfAHintWakesTheStream() {
        Hint slow = Hint.of(Scope.CLIENT, "203.0.113.7")
                .tokensPerSecond(8)
                .tokensPerChunk(50)
                .build();
        StreamPacer pacer = new StreamPacer(FULL_RATE, 0);
        pacer.obey(new HeldHint(slow, 2_000 * MS), 0);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
        assertThat(pacer.tokensToSend(40 * MS, 1, false, true)).isZero();
        assertThat(pacer.waitNs()).isEqualTo(1_960 * MS);
        assertThat(pacer.tokensToSend(1_999 * MS, 5, false, true)).isZero();
        assertThat(pacer.waitNs()).isEqualTo(MS);
        assertThat(pacer.tokensToSend(2_000 * MS, 99, false, true)).isEqualTo(99);
        assertThat(pacer.pace()).isEqualTo(Pace.UNLIMITED);
    }

    @Test
    void aHintThatHasExpiredIsNone() {
        StreamPacer pacer = new StreamPacer(FULL_RATE, 0);
        Hint slow = Hint.of(Scope.CLIENT, "203.0.113.7").tokensPerSecond(8).build();
        pacer.obey(new HeldHint(slow, 10 * MS), 10 * MS);
        assertThat(pacer.pace()).isEqualTo(Pace.UNLIMITED);
        pacer.obey(new HeldHint(Hint.unpaced("203.0.113.7"), 0), 20 * MS);
        assertThat(pacer.tokensToSend(20 * MS, 1, false, true)).isEqualTo(1);
    }

    @Test
    void anAbsurdRateIsOneTokenASecond() {
        Hint absurd = Hint.of(Scope.CLIENT, "203.0.113.7")
                .tokensPerSecond(1e-9)
                .tokensPerChunk(1)
                .build();
        assertThat(Pace.of(absurd)).isEqualTo(new Pace(1, 1));
        assertThat(Pace.of(Hint.unpaced("203.0.113.7"))).isEqualTo(Pace.UNLIMITED);
    }

    @Test
    void aFullRateThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new StreamPacer(0, 0)).hasMessage("full rate is 0.0 tokens/s, expected > 0");
        assertThatThrownBy(() -> new StreamPacer(Double.NaN, 0)).hasMessageContaining("full rate is NaN");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.1, 2.2, 2.75, 3.5, 4, 7.25, 16.9})
    void theMeanChunkIsExact(double tokensPerChunk) {
        int tokens = 20_000;
        List<Chunk> chunks = run(constant(Double.NaN, tokensPerChunk), tokens);
        // Without the first token, which leaves alone, and the rest at the end.
        double mean = (tokens - 1.0 - chunks.get(chunks.size() - 1).tokens()) / (chunks.size() - 2);
        assertThat(mean).isCloseTo(tokensPerChunk, within(2 * tokensPerChunk / chunks.size()));
        assertThat(chunks.subList(1, chunks.size() - 1))
                .allMatch(chunk -> Math.abs(chunk.tokens() - tokensPerChunk) < 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {8, 13.7, 25, 49})
    void theMeanRateIsExactDespiteLateTimers(double rate) {
        Random random = new Random(7);
        Stream stream = new Stream(constant(rate, 3), 0, 5_000);
        long nowNs = 0;
        while (nowNs < 60_000 * MS) {
            nowNs = stream.sendUntil(nowNs) + random.nextInt(5_000_000);
        }
        assertThat(stream.sent / (nowNs / 1e9)).isCloseTo(rate, within(0.01 * rate));
    }

    /** Random paces, a connection that comes and goes, late timers: every rule holds at every step. */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsCountAndBounds(long seed) {
        Random random = new Random(seed);
        int tokens = 1 + random.nextInt(300);
        long startNs = random.nextInt();
        boolean limited = random.nextBoolean();
        StreamPacer pacer =
                limited ? new StreamPacer(new Pace(20, 3.3), FULL_RATE, startNs) : new StreamPacer(FULL_RATE, startNs);
        Stream stream = new Stream(pacer, startNs, tokens);
        long nowNs = startNs;
        for (int step = 0; stream.sent < tokens; step++) {
            assertThat(step).as("steps until the answer ends").isLessThan(20_000);
            if (!limited && random.nextInt(10) == 0) {
                pacer.obey(randomPace(random), nowNs);
            }
            boolean writable = random.nextInt(4) != 0;
            int waiting = stream.waiting(nowNs);
            int sentBefore = stream.sent;
            int chunk = stream.ask(nowNs, writable);
            assertThat(chunk).isBetween(0, writable ? waiting : 0);
            if (chunk > 0) {
                continue;
            }
            if (writable && sentBefore == 0) {
                assertThat(waiting).as("the first token never waits").isZero();
            }
            assertThat(pacer.waitNs()).as("time advances").isPositive();
            if (limited) {
                double elapsed = (nowNs - startNs) / 1e9;
                assertThat((double) stream.sent).isLessThanOrEqualTo(elapsed * 20 + 7);
            }
            nowNs = stream.wakeNs(nowNs) + random.nextInt(3_000_000);
        }
        assertThat(stream.sent).isEqualTo(tokens);
    }

    private static Pace randomPace(Random random) {
        double rate = random.nextInt(3) == 0 ? Double.NaN : 1 + random.nextDouble() * 80;
        return new Pace(rate, 1 + random.nextDouble() * 10);
    }

    private static StreamPacer constant(double tokensPerSecond, double tokensPerChunk) {
        return new StreamPacer(new Pace(tokensPerSecond, tokensPerChunk), FULL_RATE, 0);
    }

    private static Chunk chunk(long atMs, int tokens) {
        return new Chunk(atMs * MS, tokens);
    }

    /** The chunks of an answer over a connection that always takes data, with exact timers. */
    private static List<Chunk> run(StreamPacer pacer, int tokens) {
        Stream stream = new Stream(pacer, 0, tokens);
        long nowNs = 0;
        while (stream.sent < tokens) {
            nowNs = stream.sendUntil(nowNs);
        }
        return stream.chunks;
    }

    /** One answer that asks its pacer at each token and whenever the pacer's time has passed. */
    private static final class Stream {
        private final StreamPacer pacer;
        private final long startNs;
        private final int tokens;
        private final List<Chunk> chunks = new ArrayList<>();
        private int sent;

        Stream(StreamPacer pacer, long startNs, int tokens) {
            this.pacer = pacer;
            this.startNs = startNs;
            this.tokens = tokens;
        }

        int waiting(long nowNs) {
            return generated(nowNs) - sent;
        }

        int ask(long nowNs, boolean writable) {
            int chunk = pacer.tokensToSend(nowNs, waiting(nowNs), generated(nowNs) == tokens, writable);
            sent += chunk;
            if (chunk > 0) {
                chunks.add(new Chunk(nowNs, chunk));
            }
            return chunk;
        }

        /** Sends all that may leave at {@code nowNs}; when to ask again. */
        long sendUntil(long nowNs) {
            while (ask(nowNs, true) > 0) {}
            return wakeNs(nowNs);
        }

        long wakeNs(long nowNs) {
            int generated = generated(nowNs);
            long nextTokenNs = generated == tokens ? nowNs + TOKEN_NS : startNs + (generated + 1) * TOKEN_NS;
            return pacer.waitNs() == StreamPacer.FOREVER ? nextTokenNs : Math.min(nextTokenNs, nowNs + pacer.waitNs());
        }

        private int generated(long nowNs) {
            return (int) Math.min(tokens, (nowNs - startNs) / TOKEN_NS);
        }
    }
}
