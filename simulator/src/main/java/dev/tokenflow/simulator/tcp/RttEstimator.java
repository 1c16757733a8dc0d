package dev.tokenflow.simulator.tcp;

/**
 * Smoothed round trip, its variation and the retransmission timeout: RFC 6298 as Linux computes it. The variation that
 * counts is the largest of the round, decays a quarter a round, and grows slowly while round trips shrink; so with many
 * samples a round trip the timeout does not sink to the average plus its floor.
 */
final class RttEstimator {
    /** Linux TCP_RTO_MIN: floor of the timeout's variation term, not of the timeout. */
    static final long MIN_VARIATION_NS = 200_000_000L;

    private static final long INITIAL_RTO_NS = 1_000_000_000L;
    private static final long MAX_RTO_NS = 120_000_000_000L;

    private long latestNs;
    private long smoothedNs;
    private long deviationNs;
    private long roundDeviationNs;
    private long timeoutMarginNs;
    private long minNs = Long.MAX_VALUE;
    private int backoff;

    void sample(long rttNs) {
        latestNs = rttNs;
        minNs = Math.min(minNs, rttNs);
        smooth(rttNs);
    }

    /**
     * A segment was acknowledged that was sent more than once.
     *
     * @param rttNs since the copy whose timestamp came back
     * @param sinceCopyNs since the last copy
     */
    void echoed(long rttNs, long sinceCopyNs) {
        if (sinceCopyNs >= minNs()) {
            latestNs = sinceCopyNs;
        }
        smooth(rttNs);
    }

    private void smooth(long rttNs) {
        if (smoothedNs == 0) {
            smoothedNs = rttNs;
            deviationNs = rttNs / 2;
            timeoutMarginNs = Math.max(4 * deviationNs, MIN_VARIATION_NS);
            roundDeviationNs = timeoutMarginNs;
        } else {
            long change = rttNs - smoothedNs;
            long excess = Math.abs(change) - deviationNs;
            deviationNs += change < 0 && excess > 0 ? excess / 32 : excess / 4;
            smoothedNs += change / 8;
            roundDeviationNs = Math.max(roundDeviationNs, 4 * deviationNs);
            timeoutMarginNs = Math.max(timeoutMarginNs, roundDeviationNs);
        }
        backoff = 0;
    }

    /** Everything that was in flight when the last round began is acknowledged. */
    void newRound() {
        if (roundDeviationNs < timeoutMarginNs) {
            timeoutMarginNs -= (timeoutMarginNs - roundDeviationNs) / 4;
        }
        roundDeviationNs = MIN_VARIATION_NS;
    }

    /** The timeout fired: the next one comes twice as late. */
    void backOff() {
        backoff = Math.min(backoff + 1, 16);
    }

    /** New data was acknowledged: the path is alive. */
    void forgiveBackoff() {
        backoff = 0;
    }

    long rtoNs() {
        long baseNs = hasSample() ? smoothedNs + timeoutMarginNs : INITIAL_RTO_NS;
        return Math.min(MAX_RTO_NS, baseNs << backoff);
    }

    boolean hasSample() {
        return smoothedNs != 0;
    }

    long latestNs() {
        return latestNs;
    }

    long smoothedNs() {
        return smoothedNs;
    }

    long variationNs() {
        return deviationNs;
    }

    /** Smallest sample; 0 before the first. */
    long minNs() {
        return hasSample() ? minNs : 0;
    }
}
