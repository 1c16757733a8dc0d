package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every law has to keep, whatever its formula. */
class PacingLawsTest {
    private static final PacingConfig CONFIG = PacingConfig.DEFAULT;
    private static final double AMPLE = 6_250_000;
    private static final double TWO_MBIT = 250_000;

    static Stream<Arguments> lawsAndSeeds() {
        return Arrays.stream(PacingAlgorithm.values())
                .flatMap(law -> IntStream.rangeClosed(1, 10).mapToObj(seed -> Arguments.of(law, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("lawsAndSeeds")
    void staysWithinBoundsOnAnyInput(PacingAlgorithm algorithm, long seed) {
        PacingLaw law = law(algorithm);
        Random random = new Random(seed);
        PacingState state = law.initial();
        long now = random.nextInt(1000);
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(1000);
            state = law.next(state, Signals.absurd(random, now));
            PacingDecision decision = state.decision();
            assertThat(decision.tokensPerChunk()).isBetween(1.0, 50.0);
            assertThat(Double.isNaN(decision.tokensPerSecond())
                            || (decision.tokensPerSecond() >= CONFIG.rateFloor()
                                    && decision.tokensPerSecond() <= CONFIG.rateCap()))
                    .as("rate %s", decision.tokensPerSecond())
                    .isTrue();
            assertThat(decision.confidence()).isBetween(0.0, 1.0);
            assertThat(decision.bytesPerSecond()).matches(b -> Double.isNaN(b) || b >= 0, "NaN or >= 0");
        }
        for (int i = 0; i < 300; i++) {
            now += 200;
            state = law.next(state, Signals.steady(now, 40.5, AMPLE, 1));
        }
        assertThat(demandOf(state))
                .as("after a minute of a good path no absurd moment is remembered")
                .isGreaterThanOrEqualTo(0.99 * Math.min(perStream(CONFIG.rateCap(), 1), demandOf(law.initial())));
    }

    @ParameterizedTest
    @EnumSource(PacingAlgorithm.class)
    void aMemoryOfAnotherLawIsNoMemory(PacingAlgorithm algorithm) {
        PacingLaw law = law(algorithm);
        for (PacingAlgorithm other : PacingAlgorithm.values()) {
            PacingState foreign = law(other).next(law(other).initial(), Signals.steady(1000, 300, TWO_MBIT, 30));

            PacingState next = law.next(foreign, Signals.steady(1200, 41, AMPLE, 30));

            assertThat(next.decision().tokensPerChunk()).isBetween(1.0, 50.0);
        }
    }

    /** A longer queue never asks for more load, from the same state. */
    @ParameterizedTest
    @EnumSource(PacingAlgorithm.class)
    void backsOffMonotonically(PacingAlgorithm algorithm) {
        PacingLaw law = law(algorithm);
        PacingState clear = law.initial();
        for (long now = 0; now < 4000; now += 200) {
            clear = law.next(clear, Signals.steady(now, 41, TWO_MBIT, 30));
        }
        double last = Double.POSITIVE_INFINITY;
        for (double rtt = 41; rtt < 2000; rtt *= 1.1) {
            double demand = demandOf(law.next(clear, Signals.steady(4200, rtt, TWO_MBIT, 30)));
            assertThat(demand).as("at %s ms", rtt).isLessThanOrEqualTo(last + 1e-6);
            last = demand;
        }
    }

    static Stream<Arguments> lawsAndDelays() {
        return Stream.of(PacingAlgorithm.COALESCE_FIRST, PacingAlgorithm.AIMD, PacingAlgorithm.PID)
                .flatMap(law -> Stream.of(0L, 200L, 500L, 1000L, 2000L).map(delay -> Arguments.of(law, delay)));
    }

    /**
     * After a step down and a minute, what is asked for stays bounded by the link, for any feedback delay up to 2 s.
     */
    @ParameterizedTest(name = "{0}, {1} ms")
    @MethodSource("lawsAndDelays")
    void settlesAfterAStep(PacingAlgorithm algorithm, long delayMs) {
        FluidLink link = new FluidLink(law(algorithm), 30, 50, delayMs)
                .run(AMPLE, 10_000)
                .run(TWO_MBIT, 60_000);

        double sum = 0;
        int steps = 0;
        for (int i = 0; i < 200; i++) {
            link.run(TWO_MBIT, 200);
            sum += 30 * demandOf(link.state());
            steps++;
        }
        assertThat(sum / steps).as("mean load asked for, bytes/s").isLessThanOrEqualTo(1.05 * TWO_MBIT);
    }

    /**
     * On a narrow link that does not change, our law comes to rest: few changes, small ones, for any feedback delay up
     * to 2 s.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 100, 300, 600, 1000, 2000})
    void oursComesToRestOnAConstantLink(long delayMs) {
        FluidLink link = new FluidLink(law(PacingAlgorithm.COALESCE_FIRST), 30, 50, delayMs)
                .run(AMPLE, 10_000)
                .run(TWO_MBIT, 30_000);

        link.run(TWO_MBIT, 60_000);

        assertThat(link.changes()).as("changes in a minute").isLessThanOrEqualTo(6);
        assertThat(link.decision().tokensPerSecond()).isEqualTo(50);
    }

    /** Two clients behind one link of which each sees the common queue end at the same share. */
    @ParameterizedTest
    @EnumSource(
            value = PacingAlgorithm.class,
            names = {"COALESCE_FIRST", "AIMD", "PID", "SIGMOID"})
    void equalClientsAreTreatedEqually(PacingAlgorithm algorithm) {
        PacingLaw law = law(algorithm);
        PacingState one = law.initial();
        PacingState two = law.initial();
        Random noise = new Random(7);
        for (long now = 0; now < 60_000; now += 200) {
            double rtt = 41 + (now < 10_000 ? 0 : 60 * noise.nextDouble());
            one = law.next(one, Signals.steady(now, rtt + noise.nextDouble(), TWO_MBIT / 2, 15));
            two = law.next(two, Signals.steady(now, rtt + noise.nextDouble(), TWO_MBIT / 2, 15));
        }

        assertThat(demandOf(one) / demandOf(two)).isCloseTo(1, within(0.35));
    }

    private static PacingLaw law(PacingAlgorithm algorithm) {
        return algorithm.law(CONFIG, WireCost.DEFAULT);
    }

    /** Load one stream may cause, wire bytes a second. */
    private static double demandOf(PacingState state) {
        PacingDecision decision = state.decision();
        double rate = Double.isNaN(decision.tokensPerSecond()) ? CONFIG.rateCap() : decision.tokensPerSecond();
        return perStream(rate, decision.tokensPerChunk());
    }

    private static double perStream(double rate, double chunk) {
        return WireCost.DEFAULT.streamBytesPerSecond(rate, chunk);
    }
}
