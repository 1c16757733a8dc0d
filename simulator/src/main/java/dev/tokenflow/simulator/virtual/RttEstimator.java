package dev.tokenflow.simulator.virtual;

/** Smoothed round trip, its variation and the retransmission timeout: RFC 6298, with Linux's reading of the minimum. */
final class RttEstimator {
    /** Linux TCP_RTO_MIN: floor of the timeout's variation term, not of the timeout. */
    static final long MIN_VARIATION_NS = 200_000_000L;

    private static final long INITIAL_RTO_NS = 1_000_000_000L;
    private static final long MAX_RTO_NS = 120_000_000_000L;

    private long latestNs;
    private long smoothedNs;
    private long variationNs;
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
     * @param rttNs       since the copy whose timestamp came back
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
            variationNs = rttNs / 2;
        } else {
            variationNs += (Math.abs(smoothedNs - rttNs) - variationNs) / 4;
            smoothedNs += (rttNs - smoothedNs) / 8;
        }
        backoff = 0;
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
        long baseNs = hasSample() ? smoothedNs + Math.max(MIN_VARIATION_NS, 4 * variationNs) : INITIAL_RTO_NS;
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
        return variationNs;
    }

    /** Smallest sample; 0 before the first. */
    long minNs() {
        return hasSample() ? minNs : 0;
    }
}
