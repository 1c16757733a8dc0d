package dev.tokenflow.core.path;

/**
 * What a law may look at: one path at one instant, over the law's own short window (300 ms) unless said otherwise.
 * Bytes are wire bytes: payload plus 52 bytes of headers a segment. Unknown numbers are NaN.
 *
 * @param nowMs event time of the decision
 * @param samples RTT samples in the short window
 * @param sampleAgeMs time since the newest RTT sample; a large number when there never was one
 * @param rttP50Ms median RTT in the short window
 * @param newestRttMs median RTT of the newest pane that has samples
 * @param baselineRttMs smallest RTT of the last 10 minutes
 * @param deliveryRate wire bytes acknowledged a second over the short window
 * @param newestDeliveryRate the same over the newest complete pane
 * @param segments segments delivered or sent again, over the last few seconds
 * @param retransmits segments sent again, over the same seconds
 * @param dsacks duplicates the peers reported, over the same seconds
 * @param activeStreams sockets with acknowledged or unsent bytes in the last second
 * @param unsentBytes written by applications and not yet sent, all sockets
 * @param appLimitedShare share of samples whose delivery rate was limited by the application, 0 to 1
 * @param inFlight segments sent and not acknowledged, all sockets
 * @param openConnections sockets known to be open
 * @param causes what the kernel knows of the causes
 */
public record PathSignals(
        long nowMs,
        int samples,
        long sampleAgeMs,
        double rttP50Ms,
        double newestRttMs,
        double baselineRttMs,
        double deliveryRate,
        double newestDeliveryRate,
        long segments,
        long retransmits,
        long dsacks,
        int activeStreams,
        long unsentBytes,
        double appLimitedShare,
        long inFlight,
        int openConnections,
        PathCauses causes) {
    /** Samples that are too few to be sure: with as many, confidence is one half. */
    private static final double FEW_SAMPLES = 10;

    /** Segments below which a share of them says nothing. */
    private static final int ENOUGH_SEGMENTS = 50;

    /** Whether the path was seen within the last {@code freshMs}, with round trips that can be used. */
    public boolean speaks(double freshMs) {
        return samples > 0 && sampleAgeMs < freshMs && isPositive(rttP50Ms) && isPositive(baselineRttMs);
    }

    /** Share of segments lost, 0 to 1, as {@link LostSegments} counts them; 0 when too few were sent to say. */
    public double lossShare() {
        return lossShareWithout(0);
    }

    /** The same when so many of the lost segments are not counted. */
    public double lossShareWithout(long known) {
        long lost = LostSegments.of(retransmits, dsacks, causes.fastRetransmits(), causes.reorderings());
        return segments < ENOUGH_SEGMENTS ? 0 : Math.min(1, Math.max(0, lost - known) / (double) segments);
    }

    /** 0 to 1, by the number of samples. */
    public double confidence() {
        return Math.max(0, samples) / (Math.max(0, samples) + FEW_SAMPLES);
    }

    public static boolean isPositive(double value) {
        return value > 0 && Double.isFinite(value);
    }
}
