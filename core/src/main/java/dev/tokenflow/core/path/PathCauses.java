package dev.tokenflow.core.path;

/**
 * What a law may know of the causes on one path. Of a probe that does not tell them, nothing is known.
 *
 * @param timeoutAgeMs time since a retransmission timer ran out that no round trip has followed; a large number when
 *     there is none
 * @param recentRetransmits segments sent again in the short window
 * @param receiverLimitedShare share of the time with data to send in which the receiver's window was the limit, over
 *     the short window; NaN = unknown
 * @param fastRetransmits segments sent again by fast recovery, over the same seconds as the signals' segments
 * @param reorderings times that reordering was seen, over the same seconds
 */
public record PathCauses(
        long timeoutAgeMs,
        long recentRetransmits,
        double receiverLimitedShare,
        long fastRetransmits,
        long reorderings) {
    /** Of an instant that never was, ms. */
    public static final long NEVER_AGE_MS = Integer.MAX_VALUE;

    public static final PathCauses UNKNOWN = new PathCauses(NEVER_AGE_MS, 0, Double.NaN, 0, 0);
}
