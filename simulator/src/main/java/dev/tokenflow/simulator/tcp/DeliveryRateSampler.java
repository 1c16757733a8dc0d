package dev.tokenflow.simulator.tcp;

import org.jspecify.annotations.Nullable;

/**
 * How fast segments are delivered, as Linux's {@code tcp_rate.c} samples it
 * (draft-cheng-iccrg-delivery-rate-estimation): every segment carries the state of the connection when it left, and the
 * youngest segment that an ACK delivers gives the sample.
 */
final class DeliveryRateSampler {
    private static final double NS_PER_SECOND = 1e9;

    /** Segments delivered so far: {@code delivered}. */
    private long delivered;

    /** When the last of them was: {@code delivered_mstamp}. */
    private long deliveredNs;

    /** When the segment left that gave the last sample: {@code first_tx_mstamp}. */
    private long firstSentNs;

    /**
     * Samples count as limited by the application until so many segments are delivered: {@code app_limited}; 0 = no.
     */
    private long appLimitedUntil;

    private long bytesPerSecond;

    /** {@code rate_app_limited}. */
    private boolean sampleAppLimited;

    private @Nullable Segment youngest;

    /** The pipe is empty: a new flight begins. */
    void restart(long nowNs) {
        firstSentNs = nowNs;
        deliveredNs = nowNs;
    }

    /** The application has nothing more to send while the window would allow it. */
    void applicationLimited(int inFlight) {
        appLimitedUntil = Math.max(1, delivered + inFlight);
    }

    /** Writes the state of the connection on a segment that leaves. */
    void stamp(Segment segment) {
        segment.deliveredThen = delivered;
        segment.deliveredThenNs = deliveredNs;
        segment.firstSentThenNs = firstSentNs;
        segment.appLimitedThen = appLimitedUntil != 0;
    }

    /** An ACK arrived; {@link #delivered} follows for each segment that it delivers. */
    void beginAck() {
        youngest = null;
    }

    /** A segment was delivered. */
    void delivered(Segment segment, long nowNs) {
        delivered++;
        deliveredNs = nowNs;
        if (youngest == null || segment.sentNs >= youngest.sentNs) {
            youngest = segment;
        }
    }

    /** Takes the sample of an ACK; intervals below the smallest round trip cannot be. */
    void sample(Segment segment, long minRttNs) {
        if (appLimitedUntil != 0 && delivered > appLimitedUntil) {
            appLimitedUntil = 0;
        }
        firstSentNs = segment.sentNs;
        long intervalNs = Math.max(segment.sentNs - segment.firstSentThenNs, deliveredNs - segment.deliveredThenNs);
        if (intervalNs > 0 && intervalNs >= minRttNs) {
            long segments = delivered - segment.deliveredThen;
            bytesPerSecond = (long) (segments * TcpSender.MSS * NS_PER_SECOND / intervalNs);
            sampleAppLimited = segment.appLimitedThen;
        }
    }

    /** The segment sent last of those that the present ACK delivers; null = it delivers none. */
    @Nullable
    Segment youngest() {
        return youngest;
    }

    /** Segments delivered so far. */
    long delivered() {
        return delivered;
    }

    /** Bytes a second of the latest sample; 0 = none yet. */
    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Whether the application rather than the path limited that sample. */
    boolean sampleAppLimited() {
        return sampleAppLimited;
    }
}
