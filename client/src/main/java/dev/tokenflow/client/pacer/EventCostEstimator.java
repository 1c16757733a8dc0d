package dev.tokenflow.client.pacer;

/**
 * Learns from a stream's own events what an event and a further delta cost: a least squares line of bytes on deltas, in
 * which every event counts less with each one after it (recursive least squares with exponential forgetting, Haykin,
 * Adaptive Filter Theory).
 *
 * <p>A stream whose events all carry as many deltas says nothing of the slope. So a prior slope takes part in the sums
 * with a small weight that is never forgotten. An event that is far more expensive than expected, such as one with a
 * usage report, moves the line only as if it had cost twice as much as expected; if all events become so expensive, a
 * few of them are enough.
 */
final class EventCostEstimator {
    /** Weight of the past at each event: the last 16 or so count. */
    private static final double FORGETTING = 0.94;

    /** Weight of the prior slope, in squares of deltas. */
    private static final double SLOPE_WEIGHT = 0.5;

    private static final double MOST_ABOVE = 2;
    private static final double LEAST_EVENT_BYTES = 1;

    private final double priorSlope;
    private double weight;
    private double meanDeltas;
    private double meanBytes;
    /** Weighted sums of squares and products around the means. */
    private double deltasSquared;

    private double deltasByBytes;
    private EventCost cost;

    EventCostEstimator(EventCost prior) {
        priorSlope = prior.deltaBytes();
        weight = 1;
        meanDeltas = 1;
        meanBytes = prior.bytes(1);
        cost = prior;
    }

    EventCost cost() {
        return cost;
    }

    /** One event left: {@code bytes} wire bytes for {@code deltas} &ge; 1. */
    void learn(int deltas, double bytes) {
        double seen = Math.min(bytes, MOST_ABOVE * cost.bytes(deltas));
        weight = FORGETTING * weight + 1;
        double fromDeltas = deltas - meanDeltas;
        double fromBytes = seen - meanBytes;
        meanDeltas += fromDeltas / weight;
        meanBytes += fromBytes / weight;
        deltasSquared = FORGETTING * deltasSquared + fromDeltas * (deltas - meanDeltas);
        deltasByBytes = FORGETTING * deltasByBytes + fromDeltas * (seen - meanBytes);
        double slope = (deltasByBytes + SLOPE_WEIGHT * priorSlope) / (deltasSquared + SLOPE_WEIGHT);
        double bounded = Math.max(0, Math.min(slope, (meanBytes - LEAST_EVENT_BYTES) / meanDeltas));
        cost = new EventCost(Math.max(LEAST_EVENT_BYTES, meanBytes - bounded * meanDeltas), bounded);
    }
}
