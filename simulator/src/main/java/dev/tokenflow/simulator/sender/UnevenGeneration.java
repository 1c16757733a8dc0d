package dev.tokenflow.simulator.sender;

import dev.tokenflow.simulator.text.SeededNumbers;

/**
 * The schedule of an {@link EnginePace}. Delta {@code k} (from 1) ends with token {@code k·m + d(k)}, where m is the
 * mean size and d a seeded number of at most a quarter of the sizes' spread, so that every size is within its bounds.
 * All its tokens exist when its last one would in an even generation, and a seeded part of the jitter later.
 */
final class UnevenGeneration implements TokenSchedule {
    private final long startNs;
    private final Generation even;
    private final EnginePace pace;
    private final long seed;
    private final double jitterNs;

    /**
     * @param startNs when the answer was requested
     * @param even the generation without jitter, from the end of the prefill on
     */
    UnevenGeneration(long startNs, Generation even, EnginePace pace, long seed) {
        this.startNs = startNs;
        this.even = even;
        this.pace = pace;
        this.seed = seed;
        this.jitterNs = pace.jitter() * pace.leastDelta() * 1e9 / even.tokensPerSecond();
    }

    @Override
    public long startNs() {
        return startNs;
    }

    @Override
    public double tokensPerSecond() {
        return even.tokensPerSecond();
    }

    @Override
    public int tokens() {
        return even.tokens();
    }

    @Override
    public long dueNs(int number) {
        int delta = deltaOf(number);
        // The last delta may be a small one, of which the one before must not be later.
        return delta == 1 ? lateNs(delta) : Math.max(lateNs(delta - 1), lateNs(delta));
    }

    private long lateNs(int delta) {
        return even.dueNs(endOf(delta)) + (long) (jitterNs * SeededNumbers.unit(~seed, delta));
    }

    @Override
    public int generatedBy(long nowNs) {
        // Later than in the even generation, by less than the largest delta and the jitter's one more.
        int most = even.generatedBy(nowNs);
        while (most > 0 && dueNs(most) > nowNs) {
            int delta = deltaOf(most);
            most = delta == 1 ? 0 : endOf(delta - 1);
        }
        return most;
    }

    @Override
    public boolean endsDelta(int number) {
        return number >= tokens() || endOf(deltaOf(number)) == number;
    }

    /** The delta in which a token is. */
    private int deltaOf(int number) {
        int delta = Math.max(1, (int) (number / pace.meanDelta()) - 1);
        while (endOf(delta) < number) {
            delta++;
        }
        return delta;
    }

    private int endOf(int delta) {
        double spread = (pace.mostDelta() - pace.leastDelta()) / 2.0;
        double moved = delta * pace.meanDelta() + (SeededNumbers.unit(seed, delta) - 0.5) * spread;
        return (int) Math.min(tokens(), Math.round(moved));
    }
}
