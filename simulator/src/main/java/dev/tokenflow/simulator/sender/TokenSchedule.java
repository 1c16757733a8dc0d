package dev.tokenflow.simulator.sender;

/**
 * When the tokens of one answer exist. Numbers start at 1, times are ns of one monotonic clock. Pacing never changes
 * it.
 */
public interface TokenSchedule {
    /** When the answer was requested. */
    long startNs();

    /** The model's full rate, &gt; 0. */
    double tokensPerSecond();

    /** Length of the answer, &ge; 0. */
    int tokens();

    /** When token {@code number} is generated; never before the one in front of it. */
    long dueNs(int number);

    /** How many tokens exist at {@code nowNs}: the largest number whose {@link #dueNs} is not after it. */
    int generatedBy(long nowNs);

    /** Whether the model hands out token {@code number} and the next one apart from each other. */
    default boolean endsDelta(int number) {
        return true;
    }
}
