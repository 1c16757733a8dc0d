package dev.tokenflow.simulator.sender;

/**
 * The steady generation of one answer: token {@code i} (the first is 1) exists from {@code startNs + i /
 * tokensPerSecond} on. Pacing never changes that.
 *
 * @param startNs when the answer was requested, ns of a monotonic clock
 * @param tokensPerSecond the model's full rate, &gt; 0
 * @param tokens length of the answer, &ge; 0
 */
public record Generation(long startNs, double tokensPerSecond, int tokens) implements TokenSchedule {
    private static final double NS_PER_SECOND = 1e9;

    public Generation {
        if (!(tokensPerSecond > 0 && Double.isFinite(tokensPerSecond))) {
            throw new IllegalArgumentException("tokens per second is " + tokensPerSecond + ", expected > 0");
        }
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens is " + tokens + ", expected >= 0");
        }
    }

    @Override
    public long dueNs(int number) {
        return startNs + Math.round(number * NS_PER_SECOND / tokensPerSecond);
    }

    @Override
    public int generatedBy(long nowNs) {
        double elapsed = (nowNs - startNs) * tokensPerSecond / NS_PER_SECOND;
        int guess = Math.clamp((long) elapsed, 0, tokens);
        // The guess and dueNs round differently, which can make a difference of one token.
        if (guess < tokens && dueNs(guess + 1) <= nowNs) {
            return guess + 1;
        }
        return guess > 0 && dueNs(guess) > nowNs ? guess - 1 : guess;
    }
}
