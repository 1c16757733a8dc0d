package dev.tokenflow.core.path;

import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;

/**
 * Features of one path over the window that ends at {@code windowEndMs}; round trips in ms, unknown numbers NaN.
 * Quantiles are exact up to 64 samples and within 0.79 % above.
 *
 * @param name of the path
 * @param windowEndMs exclusive end of the window, ms since 1970
 * @param count RTT samples
 * @param minRttMs smallest
 * @param maxRttMs largest
 * @param meanRttMs mean
 * @param p50RttMs median
 * @param p95RttMs 95th percentile
 * @param rttVariationMs mean of the kernel's own mean deviation (mdev)
 * @param segments delivered and sent again
 * @param retransmits segments sent again
 * @param dsacks duplicates reported by the peers
 * @param retransmitRate retransmits / segments
 * @param goodput payload bytes acknowledged a second, over the whole window
 * @param activeStreams sockets with acknowledged or unsent bytes in the last second
 * @param openConnections sockets known to be open
 * @param unsentBytes written by applications and not yet sent
 * @param appLimitedShare share of samples whose delivery rate was limited by the application
 * @param longMeanRttMs mean over the long window
 * @param longP50RttMs median over the long window
 * @param longP95RttMs 95th percentile over the long window
 * @param baselineRttMs smallest round trip of the baseline span
 * @param oldestEventMs kernel time (ms since 1970, fractional) of the oldest event that these features are the first to
 *     include; NaN without one
 * @param alarm whether a burst of retransmits, a timeout or a jump of the RTT made this row come between two slides
 * @param facts what the kernel knows of the causes
 */
public record PathFeatures(
        PathName name,
        long windowEndMs,
        long count,
        double minRttMs,
        double maxRttMs,
        double meanRttMs,
        double p50RttMs,
        double p95RttMs,
        double rttVariationMs,
        long segments,
        long retransmits,
        long dsacks,
        double retransmitRate,
        double goodput,
        int activeStreams,
        int openConnections,
        long unsentBytes,
        double appLimitedShare,
        double longMeanRttMs,
        double longP50RttMs,
        double longP95RttMs,
        double baselineRttMs,
        double oldestEventMs,
        boolean alarm,
        PathFacts facts) {

    /** What the key names. */
    public Scope scope() {
        return name.scope();
    }

    /** Address, prefix or site. */
    public String key() {
        return name.key();
    }

    /** Name of the path: the same as the Kafka key of its hint. */
    public String path() {
        return name.kafkaKey();
    }

    /** The round trips as a hint reports them. */
    public RttSummary rtt() {
        return new RttSummary(minRttMs, meanRttMs, p95RttMs, maxRttMs);
    }
}
