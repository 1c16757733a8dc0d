package dev.tokenflow.core.feature;

/**
 * A finished set of round-trip samples: small, immutable, made to travel and to be merged. Up to {@link RttHistogram#EXACT_SAMPLES} samples it holds
 * every value; above, bucket middles within 0.79 %. Count, sum, minimum and maximum are always exact. Which of the two it is depends on the number of
 * samples alone, so merging in any order and grouping gives the same sketch.
 *
 * @param valuesUs distinct values in us, ascending; not to be changed
 * @param counts   how many samples have each of them
 * @param count    number of samples
 * @param sumUs    their sum
 * @param minUs    the smallest; 0 when empty
 * @param maxUs    the largest; 0 when empty
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record RttSketch(int[] valuesUs, int[] counts, long count, long sumUs, int minUs, int maxUs) {
    /** No samples. */
    public static final RttSketch EMPTY = new RttSketch(new int[0], new int[0], 0, 0, 0, 0);

    /** Both sets together. */
    public RttSketch plus(RttSketch other) {
        if (count == 0) {
            return other;
        }
        if (other.count == 0) {
            return this;
        }
        return new RttHistogram().add(this).add(other).toSketch();
    }

    /** Mean in us; NaN when empty. */
    public double meanUs() {
        return count == 0 ? Double.NaN : (double) sumUs / count;
    }
}
