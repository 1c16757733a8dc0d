package dev.tokenflow.gateway.carry;

import dev.tokenflow.protocol.stats.MeanAndMax;

/** Times of one kind during one span of a stream; {@link #take} begins the next span. */
final class SpanCounts {
    private static final double NS_PER_MS = 1e6;

    private long count;
    private long sumNs;
    private long maxNs;

    void add(long ns) {
        count++;
        sumNs += ns;
        maxNs = Math.max(maxNs, ns);
    }

    /** Mean and largest since the last call. */
    MeanAndMax take() {
        if (count == 0) {
            return MeanAndMax.UNKNOWN;
        }
        double max = Math.min(maxNs / NS_PER_MS, MeanAndMax.LONGEST_MS);
        MeanAndMax taken = new MeanAndMax(Math.min(sumNs / NS_PER_MS / count, max), max);
        count = 0;
        sumNs = 0;
        maxNs = 0;
        return taken;
    }
}
