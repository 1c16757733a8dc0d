package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import java.util.random.RandomGenerator;

/** Signals for tests of pacing laws. */
public final class Signals {
    private static final double[] ODD = {
        0, -1, 1e-9, 40, 1e9, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, 1e-310
    };

    private Signals() {}

    /** A path that is heard of all the time and loses nothing; its baseline is 40 ms. */
    public static PathSignals steady(long nowMs, double rttMs, double deliveryRate, int streams) {
        return steady(nowMs, rttMs, deliveryRate, streams, PathCauses.UNKNOWN);
    }

    /** The same with what is known of the causes. */
    public static PathSignals steady(long nowMs, double rttMs, double deliveryRate, int streams, PathCauses causes) {
        return new PathSignals(
                nowMs,
                100,
                0,
                rttMs,
                rttMs,
                40,
                deliveryRate,
                deliveryRate,
                1000,
                0,
                0,
                streams,
                0,
                1,
                10,
                streams,
                causes);
    }

    /** Values that no path has, drawn in a fixed order. */
    public static PathSignals absurd(RandomGenerator dice, long nowMs) {
        return new PathSignals(
                nowMs,
                dice.nextInt(3),
                dice.nextInt(5_000),
                dice.nextBoolean() ? dice.nextDouble() * 500 : odd(dice),
                odd(dice),
                dice.nextBoolean() ? dice.nextDouble() * 100 : odd(dice),
                dice.nextBoolean() ? dice.nextDouble() * 1e6 : odd(dice),
                odd(dice),
                dice.nextInt(2_000),
                dice.nextInt(2_000),
                dice.nextInt(2_000),
                dice.nextInt(100) - 1,
                dice.nextInt(100_000),
                odd(dice),
                dice.nextInt(100),
                dice.nextInt(100),
                PathCauses.UNKNOWN);
    }

    private static double odd(RandomGenerator dice) {
        return ODD[dice.nextInt(ODD.length)];
    }
}
