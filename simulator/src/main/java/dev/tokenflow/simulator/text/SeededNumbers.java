package dev.tokenflow.simulator.text;

/**
 * Random numbers as a function of a seed and a position, so that nothing has to be remembered between them: the
 * finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over the seed's sequence.
 */
public final class SeededNumbers {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private SeededNumbers() {}

    /** 64 random bits. */
    public static long bits(long seed, long position) {
        long z = seed + position * GOLDEN_GAMMA;
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /** A whole number from 0 to {@code bound - 1}. */
    public static int below(int bound, long seed, long position) {
        return (int) Math.unsignedMultiplyHigh(bits(seed, position), bound);
    }

    /** A number from 0 up to, but not including, 1. */
    public static double unit(long seed, long position) {
        return (bits(seed, position) >>> 11) * UNIT;
    }
}
