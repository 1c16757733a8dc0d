package dev.tokenflow.simulator.tcp;

/**
 * The window during recovery, as RFC 6937 and Linux's {@code tcp_cwnd_reduction} set it: while more is in flight than
 * the threshold allows, segments leave in proportion to those that arrive, so that the window comes down without a
 * pause. After that it is rebuilt as in slow start. All counts are segments.
 */
final class ProportionalRateReduction {
    /** In flight when recovery began: RFC 6937's RecoverFS, for which Linux takes {@code prior_cwnd}. */
    private int inFlightAtStart;

    /** Delivered since then: {@code prr_delivered}. */
    private int delivered;

    /** Sent since then: {@code prr_out}. */
    private int out;

    /** Recovery begins with so much sent and not acknowledged. */
    void begin(int packetsOut) {
        inFlightAtStart = Math.max(1, packetsOut);
        delivered = 0;
        out = 0;
    }

    /** A segment left during recovery. */
    void sent() {
        out++;
    }

    /**
     * The window after an ACK.
     *
     * @param newly segments that the ACK delivered
     * @param clean whether the ACK is for new data and brought no news of losses: only then the window is rebuilt fast
     * @param threshold the slow-start threshold
     * @param inFlight believed to be on the path
     */
    int window(int newly, boolean clean, double threshold, int inFlight) {
        delivered += newly;
        int send;
        if (inFlight > threshold) {
            send = (int) Math.ceil(delivered * threshold / inFlightAtStart) - out;
        } else {
            int rebuild = clean ? Math.max(delivered - out, newly) + 1 : newly;
            send = Math.min((int) threshold - inFlight, rebuild);
        }
        return inFlight + Math.max(send, out == 0 ? 1 : 0);
    }
}
