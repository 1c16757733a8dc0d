package dev.tokenflow.core.model.path;

import dev.tokenflow.core.path.LostSegments;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;

/**
 * What models may know of a path at one instant: the numbers of one row of {@code path-features}. Rounded as the row
 * rounds them, so that a model is served exactly the numbers it is trained on. Round trips in ms, unknown numbers NaN.
 *
 * @param path name of the path
 * @param atMs end of the window, ms since 1970
 * @param recentRttMs median of the law's short window (300 ms)
 * @param count RTT samples of the window
 * @param minRttMs smallest of the window
 * @param meanRttMs mean of the window
 * @param p50RttMs median of the window
 * @param p95RttMs 95th percentile of the window
 * @param rttVariationMs mean deviation
 * @param longP50RttMs median of the long window
 * @param longP95RttMs 95th percentile of the long window
 * @param baselineRttMs smallest of ten minutes
 * @param segments of the window, delivered and sent again
 * @param retransmits of these, sent again
 * @param dsacks duplicates reported by the peers
 * @param goodput payload bytes acknowledged a second
 * @param activeStreams sockets with traffic in the last second
 * @param unsentBytes written by applications and not yet sent
 * @param appLimitedShare 0 to 1
 * @param facts what the kernel knows of the causes
 */
public record PathSample(
        String path,
        long atMs,
        double recentRttMs,
        long count,
        double minRttMs,
        double meanRttMs,
        double p50RttMs,
        double p95RttMs,
        double rttVariationMs,
        double longP50RttMs,
        double longP95RttMs,
        double baselineRttMs,
        long segments,
        long retransmits,
        long dsacks,
        double goodput,
        int activeStreams,
        long unsentBytes,
        double appLimitedShare,
        PathFacts facts) {

    private static final double PER_MS = 1e3;
    private static final double PER_MILLION = 1e6;

    /** Rounds to what a row of {@code path-features} keeps; a number that is rounded already stays as it is. */
    public PathSample {
        recentRttMs = round(recentRttMs, PER_MS);
        minRttMs = round(minRttMs, PER_MS);
        meanRttMs = round(meanRttMs, PER_MS);
        p50RttMs = round(p50RttMs, PER_MS);
        p95RttMs = round(p95RttMs, PER_MS);
        rttVariationMs = round(rttVariationMs, PER_MS);
        longP50RttMs = round(longP50RttMs, PER_MS);
        longP95RttMs = round(longP95RttMs, PER_MS);
        baselineRttMs = round(baselineRttMs, PER_MS);
        goodput = round(goodput, 1);
        appLimitedShare = round(appLimitedShare, PER_MS);
        facts = new PathFacts(
                facts.timeouts(),
                facts.fastRetransmits(),
                facts.reorderings(),
                round(facts.receiverLimitedShare(), PER_MS),
                round(facts.sendBufferLimitedShare(), PER_MS),
                round(facts.markedShare(), PER_MILLION),
                round(facts.handshakeRttMs(), PER_MS));
    }

    public static PathSample of(PathReading reading) {
        return of(reading, reading.path());
    }

    /** The same under another name: to write the path's own takes a while, and who only scores needs none. */
    public static PathSample of(PathReading reading, String path) {
        PathFeatures f = reading.features();
        return new PathSample(
                path,
                f.windowEndMs(),
                reading.signals().rttP50Ms(),
                f.count(),
                f.minRttMs(),
                f.meanRttMs(),
                f.p50RttMs(),
                f.p95RttMs(),
                f.rttVariationMs(),
                f.longP50RttMs(),
                f.longP95RttMs(),
                f.baselineRttMs(),
                f.segments(),
                f.retransmits(),
                f.dsacks(),
                f.goodput(),
                f.activeStreams(),
                f.unsentBytes(),
                f.appLimitedShare(),
                f.facts());
    }

    /** Segments sent again that were lost, as far as that is known. */
    public long lost() {
        return LostSegments.of(retransmits, dsacks, (long) facts.fastRetransmits(), (long) facts.reorderings());
    }

    /** Whether there are round trips to compare: a recent one, a window and a baseline. */
    public boolean isMeasured() {
        return count > 0 && recentRttMs > 0 && p50RttMs > 0 && baselineRttMs > 0;
    }

    private static double round(double value, double steps) {
        return Double.isFinite(value) ? Math.rint(value * steps) / steps : Double.NaN;
    }
}
